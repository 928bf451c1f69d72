/** Why a package is no good; none of it tells anything of what is in it. */
export const PACKAGE_PROBLEMS = {
  malformed: 'is not of the form that the protocol describes',
  'unknown-key': 'is sealed under another key id',
  unauthentic: 'was not sealed with this tenant’s key, or was altered',
  undecryptable: 'holds a secret that this private key does not open',
} as const
export type PackageProblem = keyof typeof PACKAGE_PROBLEMS

export class PackageError extends Error {
  readonly problem: PackageProblem

  constructor(problem: PackageProblem, detail = '') {
    super(`the package ${PACKAGE_PROBLEMS[problem]}${detail && `: ${detail}`}`)
    this.problem = problem
  }
}
