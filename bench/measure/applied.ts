import { LIMITS } from '../../harness/contract/limits.ts'
import { doubleApply, lateApply } from '../../reports/model/history-checks.ts'
import type { LoadResult } from '../../reports/model/result.ts'
import type { ToldOperation } from './accounts.ts'
import type { ClockCourse } from './clock-course.ts'
import { timeOfFileTime } from './directory-writes.ts'
import { METADATA, passwordWritesIn } from './password-writes.ts'

type AppliedResult = NonNullable<LoadResult['applied']>

/** An account's entry, as the directory has it; undefined: it has none. */
export type AccountEntry = Readonly<Record<string, readonly string[]>> | undefined

export interface AppliedOptions {
  /** Account → what was told of it, in the order of dispatch. */
  readonly told: ReadonlyMap<number, readonly ToldOperation[]>
  /** By which the directory writes its times; null: not known. */
  readonly clock: Pick<ClockCourse, 'atMost'> | null
  /** Account → its entry before anything was asked, and after all answers: `APPLIED_ATTRIBUTES`. */
  readonly before: ReadonlyMap<number, AccountEntry>
  readonly after: ReadonlyMap<number, AccountEntry>
}

export const APPLIED_ATTRIBUTES = ['pwdLastSet', METADATA] as const
const MOST_SHOWN = 3

const operationsOf = ({ told, clock }: AppliedOptions) =>
  [...told].flatMap(([account, list]) =>
    list.map(({ outcome, dispatchedMs }) => ({
      account,
      sentMs: dispatchedMs,
      outcome,
      untilMs:
        clock === null
          ? null
          : clock.atMost(dispatchedMs) + LIMITS.requestTtlMs + LIMITS.clockSkewMs,
    })),
  )

/** How often the password was written meanwhile; null: the directory does not say. */
function writesBetween(before: AccountEntry, after: AccountEntry): number | null {
  const [from, to] = [before, after].map((entry) => passwordWritesIn(entry?.[METADATA]?.[0]))
  return typeof from === 'number' && typeof to === 'number' ? to - from : null
}

/** Was each request applied once, and in time, and none to an account that nobody asked for? Pure. */
export function judgeApplied(options: AppliedOptions): AppliedResult {
  const { before, after } = options
  const accounts = [...after].map(([account, entry]) => ({
    account,
    setAtMs: timeOfFileTime(entry?.['pwdLastSet']?.[0]),
    writes: writesBetween(before.get(account), entry),
  }))
  const operations = operationsOf(options)
  // An unlock writes no password.
  const resets = operations.filter(({ outcome }) => outcome !== 'unlocked')
  const twice = doubleApply({ operations: resets, accounts, directoryWrites: null })
  const late = lateApply({ operations, accounts })
  const areCounted = accounts.some(({ writes }) => writes !== null)
  const isTimeTold = options.clock !== null && accounts.some(({ setAtMs }) => setAtMs !== null)
  return {
    twice: areCounted ? twice.length : null,
    late: isTimeTold ? late.length : null,
    shown: [...twice.slice(0, MOST_SHOWN), ...late.slice(0, MOST_SHOWN)],
  }
}
