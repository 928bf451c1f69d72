import { BadInput } from '../target/errors.ts'
import { JUDGED_ELSEWHERE } from './catalogue/judged-elsewhere.ts'
import type { Requirement } from './requirement.ts'

const matches = (id: string, named: string) => id === named || id.startsWith(`${named}-`)

/** Why a name matches no check: another judges it, or there is no such requirement. */
function unmatched(named: string): string {
  const judges = Object.entries(JUDGED_ELSEWHERE).filter(([id]) => matches(id, named))
  const [[, judge] = []] = judges
  return judge === undefined
    ? `--only: ${named} is not a requirement; "writeback list" prints the ids`
    : `--only: ${named} is judged by no check here (${judge}); "writeback list" says who judges what`
}

/**
 * The requirements with these ids, or of these families (`PWB-OPS`), in the catalogue's order; all of
 * them when none is named. Throws BadInput with every name that matches nothing.
 */
export function selectRequirements(
  all: readonly Requirement[],
  only: readonly string[],
): readonly Requirement[] {
  const problems = only.filter((named) => !all.some(({ id }) => matches(id, named))).map(unmatched)
  if (problems.length > 0) throw new BadInput(problems)
  return only.length === 0 ? all : all.filter(({ id }) => only.some((named) => matches(id, named)))
}

/** Checks that count bytes run on a system of their own; the others move clocks and stop agents. */
export const countsBytes = (requirement: Requirement) => requirement.needs.includes('bandwidth')

/** Checks of idle links and of WebSocket: on a system of scaled network times. */
export const needsNarrow = (requirement: Requirement) =>
  requirement.needs.includes('idleLinks') || requirement.needs.includes('upgraded')
/** Checks that take long and need little: a storm may go on beside them. */
export const mostlyWaits = (requirement: Requirement) =>
  [countsBytes, keepsPace, needsNarrow, needsSlowLink, needsIdle].some((waits) =>
    waits(requirement),
  )

/** Checks of a directory without the policy-hints control. */
export const needsBare = (requirement: Requirement) =>
  requirement.needs.includes('withoutPolicyHints')

/** Checks of several forests or several domain controllers. */
export const needsForests = ({ needs }: Requirement) =>
  needs.includes('forests') || needs.includes('controllers')

/** Checks of a link that is made slow, beside those that are measured. */
export const needsSlowLink = ({ needs }: Requirement) => needs.includes('slowLink')

/** Checks of a system that nobody else uses. */
export const needsIdle = ({ needs }: Requirement) => needs.includes('idle')

/** Checks that only wait run beside all others. */
export const keepsPace = (requirement: Requirement) => requirement.needs.includes('pacing')

/** Checks of what storms showed. */
export const needsStorm = (requirement: Requirement) => requirement.needs.includes('storm')

/** The storm in which parts are killed: it goes on beside the others, on a system of its own. */
export const killsParts = ({ id }: Requirement) => id === 'PWB-LOAD-6'
