import { ROLE_NAMES, type RoleName } from '../../contract/edge.ts'
import { hasClock } from '../../target/processes/role-set.ts'
import type { System } from '../../target/system.ts'
import type { Lane } from '../runner.ts'
import type { Capabilities, Capability } from './capabilities.ts'

type Parts = Pick<System, 'roles' | 'plan'>

/** What the parts must offer; answers with what is missing, or nothing. */
type Demand = (parts: Parts) => readonly string[]

const rolesWithout = (holds: (role: RoleName) => boolean, what: string) =>
  ROLE_NAMES.filter((role) => !holds(role)).map((role) => `${role}: ${what}`)

const isRunning = ({ plan }: Parts, role: RoleName) => plan.slots?.[role].fill === 'url'

/**
 * Time that is waited for asks nothing of anybody. A relay that runs already keeps its own; the others' can be
 * moved without it.
 */
const clocks: Demand = (parts) =>
  parts.plan.realLimitMs === undefined
    ? rolesWithout(
        (role) =>
          (role === 'relay' && isRunning(parts, role)) ||
          parts.roles.all().some((each) => each.role === role && hasClock(each)),
        'the verb "advance"; --time real waits instead',
      )
    : []

/** One that the run starts must be movable. */
const relayClock: Demand = (parts) => (isRunning(parts, 'relay') ? [] : clocks(parts))

const tellsProcesses = ({ roles }: Parts, role: RoleName) =>
  roles.all().some((each) => each.role === role && each.reply.pids.length > 0)

const processIds: Demand = (parts) =>
  rolesWithout((role) => tellsProcesses(parts, role), 'process ids')

const agentAndPortalIds: Demand = (parts) =>
  rolesWithout(
    (role) => (role !== 'agent' && role !== 'portal') || tellsProcesses(parts, role),
    'process ids',
  )

/** Somebody's directory is as it is. */
const configurable: Demand = ({ plan }) =>
  plan.slots?.directory.fill === 'url' ? ['directory: a configuration of the run’s own'] : []

/**
 * What a capability asks of the parts, where a lane cannot tell by itself. One that is not named asks nothing,
 * or is not in the lane when it is missing.
 */
const DEMANDS: Readonly<Partial<Record<Capability, Demand>>> = {
  clock: clocks,
  relayTime: relayClock,
  sockets: agentAndPortalIds,
  traces: processIds,
  undelegated: configurable,
  passwordFilter: configurable,
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
  const { realLimitMs } = parts.plan
  return {
    ...lane,
    capabilities,
    lacking: { ...lane.lacking, ...why },
    ...(realLimitMs !== undefined && { realLimitMs }),
  }
}

/** What is left where the lane could not even be opened: nothing, and why. */
export const closedLane = (reason: string): Lane => ({
  capabilities: {},
  closed: reason,
  restore: async () => undefined,
})
