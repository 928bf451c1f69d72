import { createSecureContext } from 'node:tls'
import { EDGES, type EdgeName } from './edges/index.ts'
import { Finding } from './edge.ts'
import { runControl } from './run-control.ts'
import { complaintIn } from './complaints.ts'
import { Found, type Outcome, runInProcess, type Stretch } from './run-in-process.ts'
import { runOverSockets } from './run-over-sockets.ts'
import { ROLES, type FuzzedRole, type RunningRoles } from './roles.ts'

export interface Plan {
  readonly edges: readonly EdgeName[]
  readonly seed: number
  readonly from: number
  /** In process, over all edges together. */
  readonly inputs: number
  /** Over sockets, for each wire. */
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
  /** What the role behind a wire held before and after it, in bytes. */
  readonly onMemory: (name: string, resident: { before: number; after: number }) => void
}

/** A role that an input killed is gone by then. */
const DEATH_WITHIN_MS = 500

/** What a role may hold more after a run than before it: its heap, which is limited, and as much besides. */
const MOST_GROWTH_BYTES = 512 * 1_024 * 1_024

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

/** The role lives, answers, and holds no more than it may. */
async function requireSound(roles: RunningRoles, role: FuzzedRole, before: number): Promise<void> {
  const child = roles.children[role]
  const death = child.death()
  if (death !== undefined) throw new Finding(death)
  const complaint = complaintIn(child.said())
  if (complaint !== undefined) throw new Finding(`the ${role} wrote to stderr: ${complaint}`)
  await child.drain()
  const growth = (await child.residentBytes()) - before
  if (growth > MOST_GROWTH_BYTES) {
    throw new Finding(`the ${role} holds ${Math.round(growth / 2 ** 20)} MiB more than before`)
  }
}

async function runWires(name: EdgeName, plan: Plan, watch: Watch, roles: RunningRoles) {
  const edge = EDGES[name]
  for (const [wireName, wire] of Object.entries(edge.wires)) {
    if (plan.wire !== undefined && plan.wire !== wireName) continue
    const child = roles.children[wire.role]
    const before = await child.residentBytes()
    const address = {
      port: child.port(),
      secureContext: createSecureContext({ ca: roles.ca }),
      servername: roles.servername,
    }
    const title = `${wireName} over sockets`
    await timed(title, watch, () =>
      runOverSockets(edge, wire, address, stretchOf(plan, plan.socketInputs, title, watch)).catch(
        async (error: unknown) => {
          throw nameWire(name, wireName, error, await child.diedWithin(DEATH_WITHIN_MS))
        },
      ),
    )
    await requireSound(roles, wire.role, before)
    watch.onMemory(title, { before, after: await child.residentBytes() })
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
    await requireSound(roles, 'directory', before)
  }
  for (const role of ROLES) {
    const death = roles.children[role].death()
    if (death !== undefined) throw new Finding(death)
  }
}
