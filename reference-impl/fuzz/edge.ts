import type { RoleName } from '../../harness/contract/edge.ts'

/** Whether a reader took an input, or said in its own words that it does not. Anything else is a finding. */
export type Verdict = 'accepted' | 'refused'

/** What an input did that none may do. */
export class Finding extends Error {}

/** How inputs travel to a role that listens. Many on one connection, in groups. */
export interface Wire {
  readonly role: Exclude<RoleName, 'agent'>
  /** What is written to one connection; each part once the part before was answered, the last ends it. */
  write(inputs: readonly Buffer[]): readonly Buffer[]
  /** At most so many inputs on one connection. */
  readonly groupSize: number
  /** Whether an input ends its connection: then it is the last of its group. */
  readonly ends: (input: Buffer) => boolean
  /** How many inputs the role looked at, by its answers. Throws Finding. */
  judge(answer: Buffer, inputs: readonly Buffer[]): number
}

export interface FuzzEdge {
  /** Valid inputs, which the mutators start from. */
  readonly corpus: readonly Buffer[]
  /** Runs the role's own readers. Throws (whatever the reader threw) for a finding. */
  decode(bytes: Buffer): Verdict
  readonly wires: Readonly<Record<string, Wire>>
}

/** Runs a reader whose own errors are `refusals`. */
export function verdictOf(
  read: () => unknown,
  refusals: readonly (new (...given: never[]) => Error)[],
): Verdict {
  try {
    read()
    return 'accepted'
  } catch (error) {
    if (refusals.some((refusal) => error instanceof refusal)) return 'refused'
    throw error
  }
}
