import { ledgerProblems } from '../../reports/model/ledger-balance.ts'
import type { ValidityCheck } from '../measure/validity.ts'
import type { Threshold } from '../thresholds/grammar.ts'
import { judgeThresholds } from '../thresholds/judge.ts'
import type { Measured } from '../thresholds/metrics.ts'
import type { Trial } from './find-highest.ts'

/** A measured run at a rate, held to the thresholds. */
export interface Step extends Trial {
  /** Each threshold, and what was found. */
  readonly limits: readonly ValidityCheck[]
}

const wordsOf = ({ name, observed }: ValidityCheck) => `${name}: ${observed}`

/** What a run at a rate (operations a second) says: kept, broken, or that it may not be believed. */
export function judgeStep(
  ratePerSecond: number,
  measured: Measured,
  thresholds: readonly Threshold[],
): Step {
  const { validity, ledger } = measured.load
  const limits = judgeThresholds(thresholds, measured)
  const broken = limits.filter(({ ok }) => !ok).map(wordsOf)
  const invalid = [...validity.filter(({ ok }) => !ok).map(wordsOf), ...ledgerProblems(ledger)]
  return {
    value: ratePerSecond,
    kept: broken.length === 0,
    broken,
    limits,
    ...(invalid.length > 0 && { invalid }),
  }
}
