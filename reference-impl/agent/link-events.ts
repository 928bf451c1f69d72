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

/** What the event log tells of a tenant's connection to its relay, and of the links in it. */
export function createLinkEvents({ tenant, config, events, faults, where }: LinkEventsOptions) {
  const lasts = new Map<string, Loss>()
  const generation = () =>
    faults.fires('agent-omits-newer-events') ? 'aad-connect-2017' : config.generation

  /** Each change of what is named is told once in a row. */
  function changed(what: string, isUp: boolean, cause: string) {
    const last = lasts.get(what)
    if (isUp) {
      lasts.delete(what)
      return
    }
    const now = last === undefined ? 'lost' : 'failed'
    if (now === last) return
    lasts.set(what, now)
    for (const name of TOLD[generation()][now]) {
      events.write(name, { tenant, reason: `${what}: ${cause}` })
    }
  }

  return {
    connection: (isUp: boolean, cause = '') => changed(where, isUp, cause),
    /** While there is a connection: the relay ended a link in it, or does not let it in (`cause`: the AMQP condition). */
    link: (link: string, isUp: boolean, cause = '') => changed(`${where}, ${link}`, isUp, cause),
    /** A heartbeat was taken by the relay. */
    beat() {
      if (generation() === 'entra-2025') {
        events.write('ServiceBusHeartBeat', { tenant, reason: where })
      }
    },
  }
}
