/** What a population is made of: people, groups, and the containers they lie in. */
export const KINDS = {
  user: { objectClass: ['top', 'person', 'organizationalPerson', 'user'] },
  group: { objectClass: ['top', 'group'] },
  ou: { objectClass: ['top', 'organizationalUnit'] },
} as const
export type EntryKind = keyof typeof KINDS

/** One entry to make in the directory; values as text. The harness gives users their passwords. */
export interface PopulationEntry {
  readonly kind: EntryKind
  readonly dn: string
  readonly attributes: Readonly<Record<string, string[]>>
  /** Where it begins in its file, from 1; 0: it is not from a file. */
  readonly line: number
}

export interface Population {
  readonly entries: PopulationEntry[]
}

/** Something wrong in a population file: at which line (0: the file as a whole), and what to do. */
export interface PopulationProblem {
  readonly line: number
  readonly problem: string
}

/** A population file that cannot be used: all that is wrong with it, in the order of its lines. */
export class PopulationError extends Error {
  readonly problems: readonly PopulationProblem[]

  constructor(problems: readonly PopulationProblem[]) {
    const sorted = problems.toSorted((a, b) => a.line - b.line)
    super(sorted.map(({ line, problem }) => `line ${line}: ${problem}`).join('\n'))
    this.problems = sorted
  }
}
