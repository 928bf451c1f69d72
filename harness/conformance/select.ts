import { BadInput } from '../target/errors.ts'
import type { Requirement } from './requirement.ts'

/** The requirements with these ids, in the catalogue's order; all of them when none is named. */
export function selectRequirements(
  all: readonly Requirement[],
  only: readonly string[],
): readonly Requirement[] {
  const problems = only
    .filter((id) => !all.some((known) => known.id === id))
    .map((id) => `--only: ${id} is not a requirement; "writeback list" prints the ids`)
  if (problems.length > 0) throw new BadInput(problems)
  return only.length === 0 ? all : all.filter((known) => only.includes(known.id))
}

/** Checks that count bytes run on a system of their own; the others move clocks and stop agents. */
export const countsBytes = (requirement: Requirement) => requirement.needs.includes('bandwidth')

/** Checks of idle links and of WebSocket: on a system of scaled network times. */
export const needsNarrow = (requirement: Requirement) =>
  requirement.needs.includes('idleLinks') || requirement.needs.includes('upgraded')
/** Checks that take long and need little: a storm may go on beside them. */
export const mostlyWaits = (requirement: Requirement) =>
  [countsBytes, keepsPace, needsNarrow].some((waits) => waits(requirement))

/** Checks of a directory without the policy-hints control. */
export const needsBare = (requirement: Requirement) =>
  requirement.needs.includes('withoutPolicyHints')

/** Checks of several forests or several domain controllers. */
export const needsForests = ({ needs }: Requirement) =>
  needs.includes('forests') || needs.includes('controllers')

/** Checks that only wait run beside all others. */
export const keepsPace = (requirement: Requirement) => requirement.needs.includes('pacing')
