import type { Clock } from '../../clock.ts'
import type { Faults } from '../../faults.ts'
import type { TenantLink } from './join-links.ts'

const PERIOD_MS = 10 * 60_000
const TTL_MS = 60_000

/** The fault of asking the agent by a message whether it is there, at enabling and every ten minutes. */
export function pingUnder(faults: Faults, clock: Clock, link: Pick<TenantLink, 'way'>) {
  if (!faults.fires('portal-pings-agent')) return
  void link
    .way()
    .send(Buffer.from('ping'), { ttlMs: TTL_MS })
    .catch(() => undefined)
  clock.setTimeout(() => pingUnder(faults, clock, link), PERIOD_MS)
}
