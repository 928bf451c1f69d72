import { createSecureContext } from 'node:tls'
import { EDGES, type EdgeName } from './edges/index.ts'
import { packageWires } from './edges/package-wires.ts'
import { Finding, type Wire } from './edge.ts'
import { SERVED } from './identities.ts'
import { runControl } from './run-control.ts'
import { Found, type Outcome, runInProcess, type Stretch } from './run-in-process.ts'
import { runOverSockets } from './run-over-sockets.ts'
import type { RunningRoles } from './roles.ts'
import { type Health, requireSound } from './sound.ts'
import { ROLE_NAMES } from '../../harness/contract/edge.ts'

export interface Plan {
  readonly edges: readonly EdgeName[]
  readonly seed: number
  readonly from: number
  /** In process, over all edges together. */
  readonly inputs: number
  /** Over sockets, for each edge: shared out evenly over those of its wires that are run. */
  readonly socketInputs: number
  /** Only this wire of the edges. */
  readonly wire?: string
  /** On each wire at once; else as many as the wire says. */
  readonly connections?: number
}

export interface Row extends Outcome {
  readonly name: string
  readonly perSecond: number
}

export interface Watch {
  readonly isOver: () => boolean
  readonly onProgress: (name: string, done: number) => void
  readonly onRow: (row: Row) => void
  /** Of the role that a wire tests. */
  readonly onHealth: (name: string, health: Health) => void
}

/** A role that an input killed is gone by then. */
const DEATH_WITHIN_MS = 500

async function timed(name: string, watch: Watch, work: () => Promise<Outcome>): Promise<void> {
  const before = performance.now()
  const outcome = await work()
  const seconds = (performance.now() - before) / 1_000
  watch.onRow({ name, ...outcome, perSecond: Math.round(outcome.inputs / seconds) })
}

const stretchOf = (
  { seed, from, connections }: Plan,
  inputs: number,
  name: string,
  watch: Watch,
): Stretch => ({
  seed,
  from,
  inputs,
  isOver: watch.isOver,
  ...(connections !== undefined && { connections }),
  onProgress: (done) => watch.onProgress(name, done),
})

/** Every edge's own readers, the inputs shared out evenly. Rejects with Found. */
export async function runReaders(plan: Plan, watch: Watch): Promise<void> {
  const share = Math.ceil(plan.inputs / plan.edges.length)
  for (const name of plan.edges) {
    await timed(name, watch, () =>
      runInProcess(EDGES[name], stretchOf(plan, share, name, watch)).catch((error: unknown) => {
        throw nameEdge(name, error)
      }),
    )
  }
}

function nameEdge(name: string, error: unknown): unknown {
  if (!(error instanceof Found)) return error
  return new Found(`${name}: ${error.message}`, error.from, error.inputs)
}

/** A finding of a wire names the options that show it again, and how the role died if it did. */
function nameWire(edge: string, wire: string, error: unknown, death: string | undefined): unknown {
  if (!(error instanceof Found)) return death === undefined ? error : new Finding(death)
  const problem = death === undefined ? error.message : `${error.message}; ${death}`
  return new Found(`${wire} over sockets: ${problem}`, error.from, error.inputs, { edge, wire })
}

/** Those of packages need the keys of the roles that run. */
function wiresOf(name: EdgeName, { keys, management }: RunningRoles) {
  if (name !== 'package') return EDGES[name].wires
  const read = () => management.readTenant(SERVED.tenant)
  return packageWires(EDGES.package, keys, {
    requests: async () => (await read()).requests,
    results: async () => (await read()).results,
  })
}

async function runWires(name: EdgeName, plan: Plan, watch: Watch, roles: RunningRoles) {
  const edge = EDGES[name]
  const wires: Readonly<Record<string, Wire>> = wiresOf(name, roles)
  const wanted = Object.entries(wires).filter(([one]) => (plan.wire ?? one) === one)
  const share = Math.ceil(plan.socketInputs / Math.max(1, wanted.length))
  for (const [wireName, wire] of wanted) {
    const tested = wire.behind?.role ?? wire.role
    const child = roles.children[tested]
    const before = await child.residentBytes()
    const address = {
      port: roles.children[wire.role].port(),
      secureContext: createSecureContext({ ca: roles.ca }),
      servername: roles.servername,
    }
    const title = `${wireName} over sockets`
    await timed(title, watch, () =>
      runOverSockets(edge, wire, address, stretchOf(plan, share, title, watch)).catch(
        async (error: unknown) => {
          throw nameWire(name, wireName, error, await child.diedWithin(DEATH_WITHIN_MS))
        },
      ),
    )
    watch.onHealth(title, await requireSound(tested, child, before))
  }
}

/** Every edge's wires to the running roles, and control lines to one of them. Rejects with Found or Finding. */
export async function runWiresOf(plan: Plan, watch: Watch, roles: RunningRoles): Promise<void> {
  for (const name of plan.edges) {
    await runWires(name, plan, watch, roles)
    if (name !== 'control') continue
    const child = roles.children.directory
    const before = await child.residentBytes()
    const title = 'control over a pipe'
    await timed(title, watch, () =>
      runControl(EDGES.control, child, stretchOf(plan, plan.socketInputs, title, watch)),
    )
    watch.onHealth(title, await requireSound('directory', child, before))
  }
  for (const role of ROLE_NAMES) {
    const death = roles.children[role].death()
    if (death !== undefined) throw new Finding(death)
  }
}
