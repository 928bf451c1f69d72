import type { Generation } from '../../harness/contract/generations.ts'
import type { AgentConfig } from '../../harness/contract/role-config.ts'
import type { Faults } from '../faults.ts'
import type { EventLog } from './event-log.ts'
import type { EventName } from './event-names.ts'

type Loss = 'lost' | 'failed'

/** Losing the relay is a warning, not getting it is an error; the newer generation has events of its own besides. */
const TOLD: Record<Generation, Record<Loss, readonly EventName[]>> = {
  'aad-connect-2017': { lost: ['ServiceBusWarning'], failed: ['ServiceBusError'] },
  'entra-2025': {
    lost: ['ServiceBusWarning', 'PasswordResetService'],
    failed: ['ServiceBusError', 'ServiceBusListenerError'],
  },
}

export interface LinkEventsOptions {
  readonly tenant: string
  readonly config: Pick<AgentConfig, 'generation'>
  readonly events: EventLog
  readonly faults: Faults
  /** The relay's name: whoever reads an event must know which one to let out (PWB-NET-2). */
  readonly where: string
}

/** What the event log tells of a tenant's link to its relay. */
export function createLinkEvents({ tenant, config, events, faults, where }: LinkEventsOptions) {
  let last: 'up' | Loss = 'up'
  const generation = () =>
    faults.fires('agent-omits-newer-events') ? 'aad-connect-2017' : config.generation
  return {
    /** Each change is told once in a row. */
    state(connected: boolean, cause = '') {
      const now = connected ? 'up' : last === 'up' ? 'lost' : 'failed'
      if (now === last) return
      last = now
      if (now === 'up') return
      for (const name of TOLD[generation()][now]) {
        events.write(name, { tenant, reason: `${where}: ${cause}` })
      }
    },
    /** A heartbeat was taken by the relay. */
    beat() {
      if (generation() === 'entra-2025') {
        events.write('ServiceBusHeartBeat', { tenant, reason: where })
      }
    },
  }
}
