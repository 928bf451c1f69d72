import type { Requirement } from '../requirement.ts'
import { bw } from './bw.ts'
import { bwIdle } from './bw-idle.ts'
import { bwRates } from './bw-rates.ts'
import { bwSlow } from './bw-slow.ts'
import { flow } from './flow/index.ts'
import { key } from './key.ts'
import { keyRollover } from './key-rollover.ts'
import { keyOverlap } from './key-overlap.ts'
import { life } from './life/index.ts'
import { mode } from './mode/index.ts'
import { msg } from './msg.ts'
import { msgOnboarding } from './msg-onboarding.ts'
import { msgQuiet } from './msg-quiet.ts'
import { msgUnlock } from './msg-unlock.ts'
import { msgRelay } from './msg-relay.ts'
import { net } from './net.ts'
import { netLinks } from './net-links.ts'
import { netNarrow } from './net-narrow.ts'
import { load } from './load/index.ts'
import { look } from './look.ts'
import { lookControllers } from './look-controllers.ts'
import { lookForests } from './look-forests.ts'
import { lookLinks } from './look-links.ts'
import { ops } from './ops/index.ts'
import { pol } from './pol.ts'
import { polRules } from './pol-rules.ts'
import { polControl } from './pol-control.ts'
import { polExact } from './pol-exact.ts'
import { prot } from './prot.ts'
import { secAccess } from './sec-access.ts'
import { secKeys } from './sec-keys.ts'
import { secPackages } from './sec-packages.ts'
import { secTls } from './sec-tls.ts'
import { secStore } from './sec-store.ts'
import { secTraces } from './sec-traces.ts'
import { ttl } from './ttl.ts'
import { ttlLate } from './ttl-late.ts'

/** Every requirement that is judged, in the catalogue's order. One family is one file and one line here. */
export const REQUIREMENTS: readonly Requirement[] = [
  ...ops,
  ...mode,
  ...flow,
  ...lookLinks,
  ...lookForests,
  ...lookControllers,
  ...look,
  ...pol,
  ...polRules,
  ...polControl,
  ...polExact,
  ...prot,
  ...msg,
  ...msgOnboarding,
  ...msgQuiet,
  ...msgUnlock,
  ...msgRelay,
  ...bw,
  ...bwRates,
  ...bwSlow,
  ...bwIdle,
  ...ttl,
  ...ttlLate,
  ...secKeys,
  ...secPackages,
  ...secTls,
  ...secTraces,
  ...secStore,
  ...secAccess,
  ...keyRollover,
  ...key,
  ...keyOverlap,
  ...net,
  ...netNarrow,
  ...netLinks,
  ...life,
  ...load,
]
