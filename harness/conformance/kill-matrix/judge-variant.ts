import type { RequirementResult } from '../../../reports/model/result.ts'

/** What one run of the shipped command under one permitted variant showed. */
export interface VariantRun {
  readonly variant: string
  /** The requirements that had to be judged. */
  readonly ids: readonly string[]
  readonly firings: number
  /** Null: it ended by a signal. */
  readonly exitCode: number | null
  /** Undefined: no result was written. */
  readonly requirements: readonly RequirementResult[] | undefined
  readonly durationMs: number
}

/** How a variant can come out, worst last, with what it means. */
export const VARIANT_FATES = {
  green: 'it fired, and every requirement that it may mislead passed',
  dead: 'it never fired',
  misjudged: 'a requirement failed that the variant does not violate',
  broken: 'the run did not come to a verdict on every requirement',
} as const
export type VariantFate = keyof typeof VARIANT_FATES

export interface VariantVerdict {
  readonly variant: string
  readonly fate: VariantFate
  /** In words, for whoever has to mend the judge. */
  readonly why: string
  /** How many requirements passed under it. */
  readonly passed: number
  readonly misjudged: readonly (readonly [id: string, finding: string])[]
  readonly firings: number
  readonly durationMs: number
}

function fateOf(
  run: VariantRun,
  verdicts: ReadonlyMap<string, string>,
): readonly [VariantFate, string] {
  const undecided = run.ids.filter((id) => !['pass', 'fail'].includes(verdicts.get(id) ?? 'none'))
  const failed = run.ids.filter((id) => verdicts.get(id) === 'fail')
  if (undecided.length > 0 || run.ids.length === 0) {
    return [
      'broken',
      `exit ${run.exitCode ?? 'by a signal'}; without a verdict: ${undecided.join(', ')}`,
    ]
  }
  if (failed.length > 0) return ['misjudged', `failed: ${failed.join(', ')}`]
  if (run.exitCode !== 0)
    return ['broken', `exit ${run.exitCode ?? 'by a signal'}, though all passed`]
  if (run.firings === 0) return ['dead', VARIANT_FATES.dead]
  return ['green', VARIANT_FATES.green]
}

/** Judges one variant's run. Pure. */
export function judgeVariant(run: VariantRun): VariantVerdict {
  const { requirements = [] } = run
  const verdicts = new Map(requirements.map(({ id, verdict }) => [id, verdict]))
  const [fate, why] = fateOf(run, verdicts)
  return {
    variant: run.variant,
    fate,
    why,
    passed: requirements.filter(({ verdict }) => verdict === 'pass').length,
    misjudged: requirements
      .filter(({ verdict }) => verdict === 'fail')
      .flatMap(({ id, findings }) => findings.map(({ code }) => [id, code] as const)),
    firings: run.firings,
    durationMs: run.durationMs,
  }
}
