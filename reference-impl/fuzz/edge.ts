import type { RoleName } from '../../harness/contract/edge.ts'

/** Whether a reader took an input, or said in its own words that it does not. Anything else is a finding. */
export type Verdict = 'accepted' | 'refused'

/** What an input did that none may do. */
export class Finding extends Error {}

/** What a role said on one connection. */
export interface Answer {
  readonly bytes: Buffer
  /** The role ended the connection before its last answer was there, and not because it was asked to. */
  readonly ended: boolean
}

/** A role that takes what a role that listens hands on. */
export interface Behind {
  readonly role: RoleName
  /** Messages that were put in line for it, and those that it settled, or that ran out of time before. */
  counters(): Promise<{ enqueued: number; settled: number; expired: number }>
}

/** How inputs travel to a role that listens. */
export interface Wire {
  readonly role: Exclude<RoleName, 'agent'>
  /** Who is tested, where it is not `role`: what it settled is what counts. */
  readonly behind?: Behind
  /** Inputs on one connection: many, where a refusal leaves it open, else one. */
  readonly groupSize: number
  /** At once; more where the role takes its time to close. */
  readonly connections: number
  /** Valid inputs to start from, where they are not the edge's. */
  readonly corpus?: readonly Buffer[]
  /** Whether an input goes this way; the others are for the other wires of the edge. */
  readonly takes: (input: Buffer) => boolean
  /** What is written to one connection, each part once the part before was answered. Without inputs: a probe. */
  write(inputs: readonly Buffer[]): readonly Buffer[]
  /** True: nothing more is written after the inputs, and who does not answer is told so. Broken framing swallows farewells. */
  readonly halfCloses: boolean
  /** Whether the last answer of a group is there: then the connection is closed. */
  isOver(heard: Buffer): boolean
  /** How many inputs the role answered, or ended the connection for. Throws Finding. */
  judge(answer: Answer, inputs: readonly Buffer[]): number
}

export interface FuzzEdge {
  /** Valid inputs, which the mutators start from. */
  readonly corpus: readonly Buffer[]
  /** Runs the role's own readers. Throws or rejects (with whatever the reader threw) for a finding. */
  decode(bytes: Buffer): Verdict | Promise<Verdict>
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
