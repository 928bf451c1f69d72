import { agentClock, agentClockAhead } from './agent-clock.ts'
import { directoryStopped } from './directory-stopped.ts'
import type { Disturbance } from './disturbance.ts'
import { lateDelivery } from './late-delivery.ts'
import { duplicatedDeliveries, linkCut, linkSlow, silentDrop } from './link-faults.ts'
import { roleRestarted } from './role-restarted.ts'
import { secondConnection } from './second-connection.ts'

/** What may happen to a system while it is loaded (PWB-LOAD-6). One more: one file, and one line here. */
export const DISTURBANCES = {
  'agent-killed': roleRestarted('agent'),
  'relay-killed': roleRestarted('relay'),
  'directory-stopped': directoryStopped,
  'link-cut': linkCut,
  'link-slow': linkSlow,
  'silent-drop': silentDrop,
  'duplicated-deliveries': duplicatedDeliveries,
  'second-connection': secondConnection,
  'agent-clock': agentClock,
  'agent-clock-ahead': agentClockAhead,
  'late-delivery': lateDelivery,
} as const satisfies Record<string, Disturbance>

export type DisturbanceKind = keyof typeof DISTURBANCES
