import { decodeMessagePath } from './decode-message.ts'
import { encodeMessagePath } from './encode-message.ts'
import type { HotPath } from './hot-path.ts'
import { ldapModifyPath } from './ldap-modify.ts'
import { openRequestPath } from './open-request.ts'
import { policyDecisionPath } from './policy-decision.ts'
import { relayHopPath } from './relay-hop.ts'
import { sealRequestPath } from './seal-request.ts'

/** All hot paths by name: what `writeback micro` finds in a build, this one or another. */
export const hotPaths = {
  'seal-request': sealRequestPath,
  'open-request': openRequestPath,
  'encode-message': encodeMessagePath,
  'decode-message': decodeMessagePath,
  'policy-decision': policyDecisionPath,
  'relay-hop': relayHopPath,
  'ldap-modify': ldapModifyPath,
} as const satisfies Record<string, HotPath>
