import type { Fault } from './fault.ts'

/** Deviations of the portal beyond its first ones: one row each, as in `faults.ts`. */
export const PORTAL_FAULTS = {
  'portal-omits-cloud-copy': {
    role: 'portal',
    deviation: 'does not replace the cloud password of a hash-synchronised user',
    kills: { 'PWB-MODE-2': 'cloud-password-not-replaced' },
  },
  'portal-writes-back-cloud-only': {
    role: 'portal',
    deviation: 'sends the password of an account of the cloud only to the agent',
    kills: { 'PWB-MODE-4': 'message-for-cloud-only' },
  },
  'portal-fails-plainly': {
    role: 'portal',
    deviation: 'tells a plain failure when only the cloud copy failed',
    kills: { 'PWB-MODE-5': 'success-told-as-failure' },
  },
  'portal-applies-cloud-policy': {
    role: 'portal',
    deviation: 'holds synchronised passwords to the cloud’s own policy',
    kills: { 'PWB-MODE-6': 'cloud-sign-in-refused' },
  },
  'portal-writes-back-every-origin': {
    role: 'portal',
    deviation: 'writes back whatever the client that asks',
    kills: {
      'PWB-OPS-6': 'written-back',
      'PWB-OPS-7': 'written-back',
    },
    killsIn: { 'entra-2025': { 'PWB-OPS-6': 'written-back', 'PWB-OPS-7': 'written-back' } },
  },
  'portal-leaves-out-graph': {
    role: 'portal',
    deviation: 'does not write back an administrator’s reset by the Graph API, as in 2017',
    kills: {},
    killsIn: { 'entra-2025': { 'PWB-OPS-5': 'not-acknowledged' } },
  },
  'portal-trusts-unknown-origin': {
    role: 'portal',
    deviation: 'writes back for a client that is not in the table of origins',
    kills: { 'PWB-OPS-11': 'unknown-origin-written-back' },
  },
  'portal-hides-unsupported-origin': {
    role: 'portal',
    deviation: 'answers "changed" to a client whose operations are not written back',
    kills: { 'PWB-OPS-12': 'origin-not-said' },
  },
  'portal-ignores-unlock-switch': {
    role: 'portal',
    deviation: 'unlocks without a reset although the tenant’s switch is off',
    kills: { 'PWB-OPS-9': 'unlocked-while-off' },
  },
  'portal-skips-gates': {
    role: 'portal',
    deviation: 'takes a password before the gates are passed',
    kills: { 'PWB-FLOW-2': 'password-before-gates' },
  },
  'portal-takes-used-code': {
    role: 'portal',
    deviation: 'takes a gate code a second time',
    kills: { 'PWB-FLOW-2': 'replayed-code-accepted' },
  },
  'portal-ignores-confirmation': {
    role: 'portal',
    deviation: 'does not compare the new password with its confirmation',
    kills: { 'PWB-FLOW-3': 'mismatch-accepted' },
  },
  'portal-ends-session-on-refusal': {
    role: 'portal',
    deviation: 'ends the session when a password was refused',
    kills: { 'PWB-FLOW-5': 'no-second-try' },
  },
  'portal-keeps-sessions': {
    role: 'portal',
    deviation: 'lets sessions live for ever',
    kills: { 'PWB-FLOW-7': 'session-did-not-expire' },
  },
  'portal-never-locks-out': {
    role: 'portal',
    deviation: 'does not count failed gates',
    kills: { 'PWB-FLOW-7': 'not-locked-out' },
  },
  'portal-ignores-token-expiry': {
    role: 'portal',
    deviation: 'takes expired tokens',
    kills: { 'PWB-FLOW-8': 'expired-token-accepted' },
  },
  'portal-ignores-roles': {
    role: 'portal',
    deviation: 'lets every token do what needs a role',
    kills: { 'PWB-FLOW-8': 'unprivileged-accepted' },
  },
  'portal-ignores-departure': {
    role: 'portal',
    deviation: 'does not look whether the relay has a consumer before it says up',
    judgesWait: true,
    kills: { 'PWB-FLOW-9': 'up-after-clean-stop' },
  },
  'portal-ignores-silence': {
    role: 'portal',
    deviation: 'says up however old the last heartbeat is',
    kills: { 'PWB-FLOW-9': 'up-after-silent-death' },
  },
  'portal-never-gives-up': {
    role: 'portal',
    deviation: 'waits for a result without a limit',
    kills: { 'PWB-FLOW-10': 'no-answer-in-time' },
  },
  'portal-calls-failure-early': {
    role: 'portal',
    deviation: 'answers "not changed" when its wait ends, while the request can still be applied',
    kills: { 'PWB-TTL-4': 'failed-too-early' },
  },
  'portal-forgets-expiry': {
    role: 'portal',
    deviation: 'leaves the outcome of an expired request unknown',
    kills: { 'PWB-TTL-5': 'expiry-not-told', 'PWB-KEY-2': 'waiting-request-open' },
  },
  'portal-onboards-anyone': {
    role: 'portal',
    deviation: 'enables writeback for every token of the tenant',
    kills: { 'PWB-LIFE-1': 'ineligible-enabled' },
  },
  'portal-ignores-tenant-switch': {
    role: 'portal',
    deviation: 'writes back although the tenant’s switch is off',
    kills: { 'PWB-LIFE-2': 'written-back-while-off' },
  },
  'portal-ignores-licence': {
    role: 'portal',
    deviation: 'writes back without a licence for it',
    kills: { 'PWB-LIFE-3': 'unlicensed-accepted' },
    killsIn: { 'entra-2025': { 'PWB-LIFE-3': 'unlicensed-accepted' } },
  },
  'portal-forgets-business-premium': {
    role: 'portal',
    deviation: 'does not count Business Premium among the licences for writeback',
    kills: {},
    killsIn: { 'entra-2025': { 'PWB-LIFE-3': 'licensed-not-reset' } },
  },
  'portal-ignores-scope': {
    role: 'portal',
    deviation: 'lets accounts outside the self-service group in',
    kills: { 'PWB-LIFE-4': 'out-of-scope-accepted' },
  },
  'portal-takes-retired-tools': {
    role: 'portal',
    deviation: 'enables writeback for a retired synchronisation tool',
    kills: { 'PWB-LIFE-6': 'retired-tool-enabled' },
  },
  'portal-lets-lesser-administrators-switch': {
    role: 'portal',
    deviation: 'lets any administrator change the tenant’s settings',
    kills: { 'PWB-LIFE-10': 'lesser-administrator-switched' },
  },
  'portal-logs-passwords': {
    role: 'portal',
    deviation: 'writes new passwords to its operation log',
    kills: { 'PWB-SEC-8': 'plaintext-found' },
  },
  'portal-repeats-nonce': {
    role: 'portal',
    deviation: 'seals every request under the same nonce',
    kills: { 'PWB-SEC-10': 'nonce-repeated' },
  },
  'portal-reads-key-unaudited': {
    role: 'portal',
    deviation: 'reads the symmetric key without an entry in the audit log',
    kills: { 'PWB-SEC-12': 'key-read-not-audited' },
  },
} as const satisfies Record<string, Fault>
