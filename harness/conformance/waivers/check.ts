import type { RequirementResult } from '../../../reports/model/result.ts'
import type { Requirement } from '../requirement.ts'
import type { Waiver } from './waiver.ts'

const nameOf = ({ requirement, finding }: Pick<Waiver, 'requirement' | 'finding'>) =>
  `${requirement} ${finding}`

/** What a waiver is held against. */
export interface WaiverRules {
  readonly declared: readonly Pick<Requirement, 'id' | 'findings'>[]
  readonly catalogueVersion: number
  /** `YYYY-MM-DD` in UTC. */
  readonly today: string
}

function ownProblems(waiver: Waiver, { declared, catalogueVersion, today }: WaiverRules): string[] {
  const { requirement, finding, expires, catalogue } = waiver
  const findings = declared.find(({ id }) => id === requirement)?.findings
  const problems: string[] = []
  if (findings === undefined) {
    problems.push(`${requirement} is judged by no check; "writeback list" prints the ids`)
  } else if (!Object.hasOwn(findings, finding)) {
    const codes = Object.keys(findings).join(', ')
    problems.push(`${requirement} has no finding ${finding}; it has ${codes}`)
  }
  if (expires < today) {
    problems.push(`expired on ${expires}; repair what it excuses, or decide anew`)
  }
  if (catalogue !== catalogueVersion) {
    problems.push(
      `is of catalogue ${catalogue}, this is ${catalogueVersion}; read the requirement again, then raise the number`,
    )
  }
  return problems
}

/** What is wrong with waivers before anything is judged: unknown, expired, of other words, twice. Empty: in order. */
export function waiverProblems(waivers: readonly Waiver[], rules: WaiverRules): string[] {
  const names = waivers.map(nameOf)
  return waivers.flatMap((waiver, index) => {
    const first = waivers[names.indexOf(nameOf(waiver))]
    const twice =
      first === undefined || first === waiver ? [] : [`is waived already at ${first.where}`]
    return [...ownProblems(waiver, rules), ...twice].map(
      (problem) => `${waiver.where}: the waiver of ${names[index]} ${problem}`,
    )
  })
}

/** Whether the verdict says that what is waived did not happen; open when nothing could be judged. */
const didNotFail = ({ verdict, findings }: RequirementResult, code: string) =>
  verdict === 'pass' ||
  verdict === 'not-applicable' ||
  (verdict === 'fail' && !findings.some((finding) => finding.code === code))

/** After a run: the waivers that excuse nothing any more. One whose requirement was not judged is left alone. */
export function staleWaivers(
  waivers: readonly Waiver[],
  results: readonly RequirementResult[],
): string[] {
  return waivers
    .filter(({ requirement, finding }) => {
      const result = results.find(({ id }) => id === requirement)
      return result !== undefined && didNotFail(result, finding)
    })
    .map(
      (waiver) =>
        `${waiver.where}: the waiver of ${nameOf(waiver)} is stale: it did not fail so; strike it out`,
    )
}
