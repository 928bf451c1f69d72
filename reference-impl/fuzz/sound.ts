import type { RoleName } from '../../harness/contract/edge.ts'
import { complaintIn } from './complaints.ts'
import { Finding } from './edge.ts'
import type { Child } from './role-child.ts'

/** What a role may hold more after a run than before it: its heap, which is limited, and as much besides. */
const MOST_GROWTH_BYTES = 512 * 1_024 * 1_024

/** What a role held, in bytes, and what it counted until then. */
export interface Health {
  readonly beforeBytes: number
  readonly afterBytes: number
  readonly counters: Readonly<Record<string, number>>
}

/** Nobody whom the agent knows asked for anything: an operation that it did not refuse changed something. */
function requireUnchanged({ operations = 0, refusals = 0 }: Record<string, number>): void {
  if (operations > refusals) throw new Finding('the agent did something for somebody unknown')
}

/** The role lives, answers, said nothing that it may not, did nothing, and holds no more than it may. */
export async function requireSound(
  role: RoleName,
  child: Pick<Child, 'death' | 'said' | 'drain' | 'residentBytes'>,
  beforeBytes: number,
): Promise<Health> {
  const death = child.death()
  if (death !== undefined) throw new Finding(death)
  const complaint = complaintIn(child.said())
  if (complaint !== undefined) throw new Finding(`the ${role} wrote to stderr: ${complaint}`)
  const counters = await child.drain()
  if (role === 'agent') requireUnchanged(counters)
  const afterBytes = await child.residentBytes()
  const growth = afterBytes - beforeBytes
  if (growth > MOST_GROWTH_BYTES) {
    throw new Finding(`the ${role} holds ${Math.round(growth / 2 ** 20)} MiB more than before`)
  }
  return { beforeBytes, afterBytes, counters }
}
