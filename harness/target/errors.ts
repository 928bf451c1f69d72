import type { RoleName } from '../contract/edge.ts'

/** A part could not be started, or did not do as the control plane asks. `role` says which. */
export class TargetError extends Error {
  readonly role: RoleName | 'system'
  readonly remedy: string

  constructor(role: RoleName | 'system', problem: string, remedy: string) {
    super(`${role}: ${problem}`)
    this.role = role
    this.remedy = remedy
  }
}

/**
 * A part does not offer what was asked of it, by its own word: no fault of anybody's. What needs it stays
 * not proven.
 */
export class Unsupported extends TargetError {
  constructor(role: RoleName | 'system', problem: string) {
    super(role, problem, 'requirements that need it stay not proven')
  }
}

/** A part's process ended while it was needed. */
export class RoleDied extends TargetError {
  constructor(role: RoleName, how: string) {
    super(role, `its process ended (${how})`, 'look at its output above, then run again')
  }
}

/** What was given is wrong: told with all problems at once, exit code 2. */
export class BadInput extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}
