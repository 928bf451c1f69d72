import { EXIT, type ExitCode, type ExitName } from './exit-codes.ts'
import type { Judged } from './judged.ts'
import { proof, RULES } from './verdict-rules.ts'

export interface Decision {
  readonly code: ExitCode
  readonly name: ExitName
  /** One line: what decided. */
  readonly reason: string
}

const TOLD_IN_FULL = 3

const summarise = (problems: readonly string[]) => {
  const rest = problems.length - TOLD_IN_FULL
  const told = problems.slice(0, TOLD_IN_FULL).join('; ')
  return rest > 0 ? `${told}; and ${rest} more` : told
}

/**
 * The exit code of any command that judges, and its reason. The first rule that finds something
 * decides, so precedence is 130 > 5 > 4 > 2 > 1 > 3 > 0; a run that proved nothing is never 0.
 */
export function decide(judged: Judged): Decision {
  for (const { exit, find } of RULES) {
    const problems = find(judged)
    if (problems.length > 0) {
      return { code: EXIT[exit].code, name: exit, reason: summarise(problems) }
    }
  }
  return { code: EXIT.proven.code, name: 'proven', reason: proof(judged) }
}
