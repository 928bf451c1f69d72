import type { RequirementResult } from '../../../reports/model/result.ts'

/** What one run of the shipped command under one fault showed. */
export interface FaultRun {
  readonly fault: string
  /** Requirement id → the findings that it must produce; judged ones only. */
  readonly kills: Readonly<Record<string, readonly string[]>>
  readonly firings: number
  /** Null: it ended by a signal. */
  readonly exitCode: number | null
  /** Undefined: no result was written. */
  readonly requirements: readonly RequirementResult[] | undefined
  /** What the run itself says of its end. */
  readonly reason?: string
  readonly durationMs: number
}

/** How a fault can come out, worst last, with what it means. */
export const FATES = {
  killed: 'each requirement that it names failed with the declared findings',
  'no judge': 'no requirement that it names is judged',
  survived: 'a requirement that it names passed',
  'wrong finding': 'a requirement that it names failed, but not with each declared finding',
  dead: 'it never fired',
  broken: 'the run did not come to a verdict: a crash or a time-out is no kill',
} as const
export type Fate = keyof typeof FATES

export interface FaultVerdict {
  readonly fault: string
  readonly fate: Fate
  /** In words, for whoever has to mend it. */
  readonly why: string
  readonly killed: readonly (readonly [id: string, finding: string])[]
  /** Other requirements of the run that failed, undeclared. */
  readonly collateral: readonly string[]
  readonly firings: number
  readonly durationMs: number
}

type Shown = ReadonlyMap<string, RequirementResult>

const codesOf = (result: RequirementResult | undefined) =>
  result?.findings.map(({ code }) => code) ?? []

function fateOf(run: FaultRun, shown: Shown): readonly [Fate, string] {
  const wanted = Object.entries(run.kills)
  if (wanted.length === 0) return ['no judge', FATES['no judge']]
  const notFailed = wanted.filter(([id]) => shown.get(id)?.verdict !== 'fail').map(([id]) => id)
  const unjudged = notFailed.filter((id) => shown.get(id)?.verdict !== 'pass')
  if (run.requirements === undefined || unjudged.length > 0) {
    return [
      'broken',
      `exit ${run.exitCode ?? 'by a signal'} (${run.reason ?? 'no result'}); without a verdict: ${unjudged.join(', ')}`,
    ]
  }
  if (run.firings === 0) return ['dead', FATES.dead]
  if (notFailed.length > 0) return ['survived', `passed: ${notFailed.join(', ')}`]
  const other = wanted
    .map(([id, codes]) => ({ id, codes, found: codesOf(shown.get(id)) }))
    .filter(({ codes, found }) => !codes.every((code) => found.includes(code)))
  if (other.length > 0) {
    const said = other.map(
      ({ id, codes, found }) => `${id}: ${codes.join(', ')} declared, ${found.join(', ')} found`,
    )
    return ['wrong finding', said.join('; ')]
  }
  return ['killed', FATES.killed]
}

/** Judges one fault's run. Pure. */
export function judgeFault(run: FaultRun): FaultVerdict {
  const shown: Shown = new Map(run.requirements?.map((result) => [result.id, result]))
  const [fate, why] = fateOf(run, shown)
  const failed = [...shown.values()].filter(({ verdict }) => verdict === 'fail')
  return {
    fault: run.fault,
    fate,
    why,
    killed: failed.flatMap(({ id, findings }) => findings.map(({ code }) => [id, code] as const)),
    collateral: failed.filter(({ id }) => run.kills[id] === undefined).map(({ id }) => id),
    firings: run.firings,
    durationMs: run.durationMs,
  }
}

interface Declared {
  readonly id: string
  readonly findings: Readonly<Record<string, string>>
}

/** The findings that no fault was seen to produce: `PWB-POL-1 old-password-lost`. */
export function unkilledPairs(
  requirements: readonly Declared[],
  verdicts: readonly FaultVerdict[],
): string[] {
  const seen = new Set(verdicts.flatMap(({ killed }) => killed.map((pair) => pair.join(' '))))
  return requirements
    .flatMap(({ id, findings }) => Object.keys(findings).map((code) => `${id} ${code}`))
    .filter((pair) => !seen.has(pair))
}

/** Requirements that no fault was seen to kill at all. */
export function unkilledRequirements(
  requirements: readonly Declared[],
  verdicts: readonly FaultVerdict[],
): string[] {
  const seen = new Set(verdicts.flatMap(({ killed }) => killed.map(([id]) => id)))
  return requirements.filter(({ id }) => !seen.has(id)).map(({ id }) => id)
}
