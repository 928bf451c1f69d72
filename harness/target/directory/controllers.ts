import { type DomainConfig, directoryConfigSchema } from '../../contract/role-config.ts'
import { DOMAIN, SERVERNAMES, type SystemPlan } from '../plan.ts'
import { directoryAt } from '../slots/slots.ts'

/** One domain controller that a plan's directory is to have. */
export interface PlannedController {
  /** Its dNSHostName: the name that its certificate is verified by, and that `listening` tells it by. */
  readonly name: string
  /** What the agent's edge to it is called. */
  readonly edge: string
}

/** One forest of a plan's directory; its first controller is the PDC emulator. */
export interface PlannedForest {
  readonly domain: string
  readonly controllers: readonly [PlannedController, ...PlannedController[]]
}

type PlannedForests = readonly [PlannedForest, ...PlannedForest[]]

const ONE_CONTROLLER: PlannedForests = [
  { domain: DOMAIN, controllers: [{ name: SERVERNAMES.directory, edge: 'directory' }] },
]

type Names = Pick<DomainConfig, 'domain' | 'controllers'>

const further = (name: string): PlannedController => ({ name, edge: `directory:${name}` })

const forestOf = ({ domain, controllers }: Names, isFirst: boolean): PlannedForest => {
  const [first = `dc1.${domain}`, ...others] = controllers.map(({ name }) => name)
  const head = isFirst ? { name: first, edge: 'directory' } : further(first)
  return { domain, controllers: [head, ...others.map(further)] }
}

/**
 * The forests of a plan, the first one first. A directory's configuration that is none of the contract's
 * is for the directory to refuse: it counts as one controller here.
 */
export function plannedForests({ config }: Pick<SystemPlan, 'config'>): PlannedForests {
  const parsed = directoryConfigSchema.safeParse(config.directory ?? {})
  if (!parsed.success) return ONE_CONTROLLER
  const { forests, ...first } = parsed.data
  return [forestOf(first, true), ...forests.map((forest) => forestOf(forest, false))]
}

/**
 * All controllers of a plan's directory, of one that runs already the one that its url leads to: first the one that the
 * edge `directory` leads to.
 */
export function plannedControllers(
  plan: Pick<SystemPlan, 'config' | 'slots'>,
): readonly [PlannedController, ...PlannedController[]] {
  const foreign = directoryAt(plan.slots)
  if (foreign !== undefined) return [{ name: foreign.edge.servername, edge: 'directory' }]
  const [first, ...others] = plannedForests(plan)
  return [...first.controllers, ...others.flatMap(({ controllers }) => controllers)]
}

/** What the agent is told of the forests: nothing where it finds all that there is by itself. */
export function agentForests(plan: Pick<SystemPlan, 'config' | 'slots'>): {
  readonly forests?: readonly { readonly domain: string; readonly controllers: string[] }[]
} {
  if (plannedControllers(plan).length === 1) return {}
  const forests = plannedForests(plan).map(({ domain, controllers }) => ({
    domain,
    controllers: controllers.map(({ edge }) => edge),
  }))
  return { forests }
}
