import { type Edge, type ProgramName, roleOf } from '../contract/edge.ts'
import { type PlannedController, plannedControllers } from './directory/controllers.ts'
import type { Launch } from './launch.ts'
import { relayAt } from './slots/slots.ts'
import { SERVERNAMES, type SystemPlan } from './plan.ts'
import { edgeOf } from './processes/role-process.ts'
import type { RoleSet } from './processes/role-set.ts'

/** A domain controller that listens, and what the agent's edge to it is called. */
export interface Controller {
  readonly name: string
  readonly edgeName: string
  readonly edge: Edge
}

/** What portal and agent dial: there before they start. */
export interface Upstream {
  readonly relay: Edge
  /** Where tenants have two. */
  readonly secondRelay: Edge | undefined
  readonly directory: Edge
  /** The first is the one that the edge `directory` leads to. */
  readonly controllers: readonly Controller[]
}

const START_LIMIT_MS = 30_000
/** Making an account takes a tenth of a millisecond where nothing else runs. */
const LIMIT_AN_ACCOUNT_MS = 0.4

const startLimitMs = ({ generate }: SystemPlan) =>
  START_LIMIT_MS + LIMIT_AN_ACCOUNT_MS * (generate?.accounts ?? 0)

/** Whether tenants have a second relay: one that runs already has none beside it. */
export const hasSecondRelay = ({ secondRelay, slots }: SystemPlan) =>
  secondRelay === true && relayAt(slots) === undefined

/** Starts directory and relays, side by side; one that runs already is only reached. */
export async function startUpstream(
  launch: Launch,
  roles: RoleSet,
  plan: SystemPlan,
): Promise<Upstream> {
  const start = (program: ProgramName) => {
    const role = roleOf(program)
    return roles.start(
      program,
      {
        edges: {},
        advertise: {},
        tls: launch.identities[role],
        config: { ...plan.config[role] },
        secretsFile: launch.secretsFile(role),
      },
      {
        // The OS chooses where a second one listens.
        ...(program === role && { port: plan.ports?.[role] }),
        ...(role === 'directory' && { timeoutMs: startLimitMs(plan) }),
      },
    )
  }
  const { caFile } = launch.authority

  async function startDirectory(): Promise<readonly [Controller, ...Controller[]]> {
    const [first, ...others] = plannedControllers(plan)
    const running = launch.running.directory
    if (running !== undefined) return [{ name: first.name, edgeName: first.edge, edge: running }]
    const ldap = await start('directory')
    const reached = ({ name, edge }: PlannedController, listener: string): Controller => ({
      name,
      edgeName: edge,
      edge: edgeOf(ldap, listener, name, caFile),
    })
    return [reached(first, 'ldaps'), ...others.map((each) => reached(each, `ldaps:${each.name}`))]
  }

  const startOwn = async (program: 'relay' | 'second-relay') =>
    edgeOf(await start(program), 'amqps', SERVERNAMES.relay, caFile)

  const [controllers, relay, secondRelay] = await Promise.all([
    startDirectory(),
    launch.running.relay ?? startOwn('relay'),
    hasSecondRelay(plan) ? startOwn('second-relay') : undefined,
  ])
  return { relay, secondRelay, directory: controllers[0].edge, controllers }
}
