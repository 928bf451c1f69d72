import { ROLE_NAMES } from '../../contract/edge.ts'
import { hasClock } from '../../target/role-set.ts'
import type { System } from '../../target/system.ts'
import type { Lane } from '../runner.ts'
import type { Capabilities, Capability } from './capabilities.ts'

type Parts = Pick<System, 'roles' | 'plan'>

/** What the parts must offer; answers with what is missing, or nothing. */
type Demand = (parts: Parts) => readonly string[]

const rolesWithout = (holds: (role: (typeof ROLE_NAMES)[number]) => boolean, what: string) =>
  ROLE_NAMES.filter((role) => !holds(role)).map((role) => `${role}: ${what}`)

const clocks: Demand = ({ roles }) =>
  roles
    .all()
    .filter((role) => !hasClock(role))
    .map(({ role }) => `${role}: the verb "advance"`)

const processIds: Demand = ({ roles }) =>
  rolesWithout(
    (role) => roles.all().some((each) => each.role === role && each.reply.pids.length > 0),
    'process ids',
  )

/**
 * What a capability asks of the parts, where a lane cannot tell by itself. One that is not named asks nothing,
 * or is not in the lane when it is missing.
 */
const DEMANDS: Readonly<Partial<Record<Capability, Demand>>> = {
  clock: clocks,
  sockets: processIds,
  traces: processIds,
}

/** Takes from a lane what its parts do not let it offer, and says why. */
export function provable(lane: Lane, parts: Parts): Lane {
  const lacking = Object.entries(DEMANDS)
    .map(([capability, demand]) => [capability, demand(parts)] as const)
    .filter(([, missing]) => missing.length > 0)
  const names = new Set(lacking.map(([capability]) => capability))
  const capabilities: Partial<Capabilities> = Object.fromEntries(
    Object.entries(lane.capabilities).filter(([capability]) => !names.has(capability)),
  )
  const why = Object.fromEntries(lacking.map(([name, missing]) => [name, missing.join(', ')]))
  return { ...lane, capabilities, lacking: { ...lane.lacking, ...why } }
}

/** What is left where the lane could not even be opened: nothing, and why. */
export const closedLane = (reason: string): Lane => ({
  capabilities: {},
  closed: reason,
  restore: async () => undefined,
})
