import type { RoleName } from '../../harness/contract/edge.ts'
import type { Slots } from '../../harness/target/slots/slots.ts'
import type { Disturbance, Need } from './disturbance.ts'
import { DISTURBANCES } from './index.ts'
import type { PlannedDisturbance } from './run-disturbances.ts'

/** What disturbances would meet. */
export interface Disturbable {
  /** Absent: the reference fills all. */
  readonly slots: Slots | undefined
  /** So many seconds of the roles' clocks pass in one. */
  readonly compression: number
}

const isOurs = (slots: Slots | undefined, role: RoleName) =>
  slots === undefined || !['url', 'elsewhere'].includes(slots[role].fill)

const started =
  (role: RoleName) =>
  ({ slots }: Disturbable) =>
    isOurs(slots, role)
      ? undefined
      : `the ${role} runs already: only one that this run starts will do`

/** A role that runs already keeps its own time; that of a relay need not be moved. */
const TIMED: readonly RoleName[] = ['portal', 'agent', 'directory']

const clocks = ({ slots, compression }: Disturbable) => {
  if (compression !== 1) return 'it moves clocks, which compression holds: give compression 1'
  const own = TIMED.filter((role) => !isOurs(slots, role))
  return own.length === 0 ? undefined : `the ${own.join(' and ')} keeps its own time`
}

/** Why a need is not met; undefined: it is. */
const NEEDS: Readonly<Record<Need, (at: Disturbable) => string | undefined>> = {
  'own-agent': started('agent'),
  'own-relay': started('relay'),
  'agent-keys': started('agent'),
  clocks,
}

/** Why the system to start cannot be disturbed so, one line each; empty: it can. */
export const unmetNeeds = (planned: readonly PlannedDisturbance[], at: Disturbable): string[] =>
  planned.flatMap(({ kind }) => {
    const { needs = [] }: Disturbance = DISTURBANCES[kind]
    return needs.flatMap((need) => {
      const why = NEEDS[need](at)
      return why === undefined ? [] : [`disturbances: ${kind}: ${why}`]
    })
  })

/** The same of a system that runs: what only its parts could tell. */
export const unmetByParts = (
  planned: readonly PlannedDisturbance[],
  parts: { readonly isMovable: boolean; readonly exposesAgentKeys: boolean },
): string[] =>
  planned.flatMap(({ kind }) => {
    const { needs = [] }: Disturbance = DISTURBANCES[kind]
    return [
      ...(needs.includes('clocks') && !parts.isMovable
        ? [`disturbances: ${kind}: the clocks of these parts cannot be moved`]
        : []),
      ...(needs.includes('agent-keys') && !parts.exposesAgentKeys
        ? [`disturbances: ${kind}: this agent exposes no test keys, by which it could be imitated`]
        : []),
    ]
  })
