import type { ExitName } from './exit-codes.ts'
import type { Judged } from './judged.ts'
import { ledgerProblems } from './ledger-balance.ts'
import { isViolation, isWaived } from './waived.ts'
import { type LoadTruth, loadViolations } from './load-violations.ts'

interface Rule {
  readonly exit: Exclude<ExitName, 'proven'>
  /** What makes the run end so, in words; empty: the rule does not apply. */
  find(judged: Judged): string[]
}

type Requirement = Judged['requirements'][number]

const told = (fault: string | undefined) => (fault === undefined ? [] : [fault])

const withVerdict = (
  { requirements }: Judged,
  verdict: Requirement['verdict'],
  level?: Requirement['level'],
) =>
  requirements.filter(
    (each) => each.verdict === verdict && (level === undefined || each.level === level),
  )

const violations = ({ requirements }: Judged) => requirements.filter(isViolation)

const failure = ({ id, findings }: Requirement) => {
  const open = findings.filter(({ waiver }) => waiver === undefined)
  const codes = [...new Set(open.map(({ code }) => code))].join(', ')
  return `${id} fails${codes === '' ? '' : ` (${codes})`}`
}

const because = ({ id, reason }: Requirement, what: string) =>
  `${id} ${what}${reason === undefined ? '' : `: ${reason}`}`

/** Why a measurement may not be believed. */
const invalidities = ({ scenario, validity, ledger }: LoadTruth) => [
  ...validity
    .filter(({ ok }) => !ok)
    .map(
      ({ name, observed, limit }) =>
        `the measurement of ${scenario} is not valid: ${name}: ${observed}, allowed: ${limit}`,
    ),
  ...ledgerProblems(ledger).map((problem) => `the ledger of ${scenario}: ${problem}`),
]

/** A load is a verdict on the system once every account that it touched was read back. */
const readBack = ({ load }: Judged) => load.filter(({ finalBinds }) => finalBinds !== null)

const passes = (judged: Judged) => withVerdict(judged, 'pass')

const thresholdsMet = ({ thresholds = [] }: Judged) => thresholds.filter(({ ok }) => ok)

const provedNothing = (judged: Judged) => {
  const verdicts = passes(judged).length + thresholdsMet(judged).length + readBack(judged).length
  if (verdicts > 0) return []
  const { requirements } = judged
  return [
    requirements.length === 0
      ? 'nothing was judged'
      : `nothing is proven: none of ${requirements.length} requirements passed`,
  ]
}

/** How a run can end without being proven; the first that applies decides. */
export const RULES: readonly Rule[] = [
  {
    exit: 'cancelled',
    find(judged) {
      if (judged.interrupted !== true) return []
      const failed = violations(judged).map(({ id }) => id)
      const until = failed.length === 0 ? '' : `, failed until then: ${failed.join(', ')}`
      return [`interrupted after ${judged.requirements.length} requirements were judged${until}`]
    },
  },
  {
    exit: 'harness',
    find: (judged) => [
      ...told(judged.harnessFault),
      ...withVerdict(judged, 'error').map((each) => because(each, 'could not be judged')),
      ...judged.load.flatMap(invalidities),
    ],
  },
  { exit: 'environment', find: ({ environmentFault }) => told(environmentFault) },
  { exit: 'badInput', find: ({ badInput = [] }) => [...badInput] },
  {
    exit: 'violated',
    find: (judged) => [
      ...told(judged.targetFault),
      ...violations(judged)
        .filter(({ level }) => level === 'MUST')
        .map(failure),
      ...(judged.thresholds ?? [])
        .filter(({ ok }) => !ok)
        .map(({ name, observed, limit }) => `${name}: ${observed}, allowed: ${limit}`),
      ...judged.load.flatMap(loadViolations),
    ],
  },
  {
    exit: 'notProven',
    find: (judged) => [
      ...withVerdict(judged, 'not-proven', 'MUST').map((each) => because(each, 'is not proven')),
      ...(judged.unjudged ?? []),
      ...judged.load
        .filter(({ loop, finalBinds }) => loop === 'open' && finalBinds === null)
        .map(({ scenario }) => `the accounts of ${scenario} were not read back`),
      ...provedNothing(judged),
    ],
  },
]

/** What a proven run rests on, the SHOULD that it does not meet, and what is waived. */
export function proof(judged: Judged): string {
  const asked = judged.requirements.filter(({ verdict }) => verdict !== 'not-applicable').length
  const unmet = violations(judged).map(({ id }) => id)
  const waived = judged.requirements.filter(isWaived).map(({ id }) => id)
  const thresholds = thresholdsMet(judged).length
  const accounts = readBack(judged).reduce((sum, load) => sum + (load.finalBinds?.accounts ?? 0), 0)
  return [
    asked > 0 && `${passes(judged).length} of ${asked} requirements proven`,
    thresholds > 0 && `${thresholds} ${thresholds === 1 ? 'threshold' : 'thresholds'} met`,
    judged.load.length > 0 && `load measured validly, ${accounts} accounts read back as told`,
    unmet.length > 0 && `SHOULD not met: ${unmet.join(', ')}`,
    waived.length > 0 && `failed and waived: ${waived.join(', ')}`,
  ]
    .filter((part) => part !== false)
    .join('; ')
}
