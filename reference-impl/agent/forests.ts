import type { AgentConfig, AgentSecrets } from '../../harness/contract/role-config.ts'
import type { Clock } from '../clock.ts'
import type { Faults } from '../faults.ts'
import { BadStart } from '../role.ts'
import { type Controller, type Forest, openForest } from './directory/directory.ts'

/** Edge name → where that controller is. */
export type ControllerEdges = ReadonlyMap<string, Controller>

/** The edge of an agent that was told of no forests. */
const ONLY_EDGE = 'directory'

type ForestConfig = AgentConfig['forests'][number]

/** The edges' names that an agent with this configuration needs. */
export const controllerEdgeNames = ({ forests }: Pick<AgentConfig, 'forests'>): string[] =>
  forests.length === 0 ? [ONLY_EDGE] : forests.flatMap(({ controllers }) => controllers)

function controllersOf(domain: string, names: readonly string[], edges: ControllerEdges) {
  const found = names.map((name) => {
    const edge = edges.get(name)
    if (edge !== undefined) return edge
    throw new BadStart(
      `agent: forests, ${domain}: ${name} is none of its controllers; name edges that lead to them`,
    )
  })
  const [first, ...others] = found
  if (first === undefined) throw new BadStart(`agent: forests, ${domain}: no controller to read`)
  return [first, ...others] as const
}

/** Those that are preferred, then the others unless only the preferred ones may be read. */
function readersOf({ controllers, preferredControllers: { edges, only } }: ForestConfig) {
  const others = controllers.filter((name) => !edges.includes(name))
  return only && edges.length > 0 ? edges : [...edges, ...others]
}

/** The forests of an agent, in the order of its configuration. Throws BadStart. */
export function openForests(
  config: AgentConfig,
  secrets: AgentSecrets,
  edges: ControllerEdges,
  { clock, faults }: { readonly clock: Clock; readonly faults: Faults },
): readonly [Forest, ...Forest[]] {
  const open = (domain: string, names: readonly string[], readers: readonly string[]) => {
    const login = secrets.forests[domain] ?? secrets.directory
    const access = {
      ...login,
      connections: config.directoryConnections,
      timeoutMs: config.directoryTimeoutMs,
    }
    const controllers = controllersOf(domain, names, edges)
    return openForest(
      { domain, controllers, readers: controllersOf(domain, readers, edges), access },
      clock,
      faults,
    )
  }
  const [first, ...others] = config.forests.map((forest) =>
    open(forest.domain, forest.controllers, readersOf(forest)),
  )
  return first === undefined ? [open('', [ONLY_EDGE], [ONLY_EDGE])] : [first, ...others]
}

const headOf = (domain: string) =>
  domain
    .split('.')
    .map((label) => `dc=${label}`)
    .join(',')

/** The forest that a distinguished name lies in. Throws BadStart. */
export function forestOf(forests: readonly [Forest, ...Forest[]], dn: string): Forest {
  const [only] = forests
  if (only.domain === '') return only
  const name = dn.toLowerCase()
  const found = forests.find(({ domain }) => {
    const head = headOf(domain.toLowerCase())
    return name === head || name.endsWith(`,${head}`)
  })
  if (found !== undefined) return found
  const domains = forests.map(({ domain }) => domain).join(', ')
  throw new BadStart(`agent: ${dn} lies in none of the forests ${domains}; name one of theirs`)
}
