/** PROTOCOL.md, section 2, “What a receiver finds wrong”. */
export type Problem = 'malformed' | 'unknown-key' | 'unauthentic' | 'undecryptable'

export class Refused extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(`refused as ${problem}`)
    this.problem = problem
  }
}

export function check(holds: boolean, problem: Problem = 'malformed'): void {
  if (!holds) throw new Refused(problem)
}
