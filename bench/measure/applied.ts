import { LIMITS } from '../../harness/contract/limits.ts'
import { doubleApply, lateApply } from '../../reports/model/history-checks.ts'
import type { LoadResult } from '../../reports/model/result.ts'
import type { ToldOperation } from './accounts.ts'
import type { ClockCourse } from './clock-course.ts'
import { type DirectoryWrites, NAMING, namesOf, timeOfFileTime } from './directory-writes.ts'

type AppliedResult = NonNullable<LoadResult['applied']>

export interface AppliedOptions {
  /** Account → what was told of it, in the order of dispatch. */
  readonly told: ReadonlyMap<number, readonly ToldOperation[]>
  readonly clock: Pick<ClockCourse, 'atMost'>
  /** Null: nobody counted, or retries cannot be told apart. */
  readonly writes: DirectoryWrites | null
  /** The account's entry as the directory has it; undefined: it has none. */
  read(
    account: number,
    attributes: readonly string[],
  ): Promise<Readonly<Record<string, readonly string[]>> | undefined>
  /** So many reads at a time. */
  readonly parallel: number
}

const MOST_SHOWN = 3
const ATTRIBUTES = ['pwdLastSet', ...NAMING]

const operationsOf = ({ told, clock }: AppliedOptions) =>
  [...told].flatMap(([account, list]) =>
    list.map(({ outcome, dispatchedMs }) => ({
      account,
      sentMs: dispatchedMs,
      outcome,
      untilMs: clock.atMost(dispatchedMs) + LIMITS.requestTtlMs + LIMITS.clockSkewMs,
    })),
  )

async function accountOf(account: number, { writes, read }: AppliedOptions) {
  const entry = await read(account, ATTRIBUTES)
  const names = namesOf(entry)
  return {
    account,
    setAtMs: timeOfFileTime(entry?.['pwdLastSet']?.[0]),
    writes: writes === null || names === undefined ? null : writes.of(names),
  }
}

/** Asks the directory about every account that was touched: was each request applied once, and in time? */
export async function judgeApplied(options: AppliedOptions): Promise<AppliedResult> {
  const { told, writes } = options
  const queue = told.keys()
  const accounts: Awaited<ReturnType<typeof accountOf>>[] = []
  const work = async () => {
    for (const account of queue) accounts.push(await accountOf(account, options))
  }
  await Promise.all(Array.from({ length: options.parallel }, work))
  const directoryWrites = writes?.all ?? null
  const history = { operations: operationsOf(options), accounts, directoryWrites }
  const twice = doubleApply(history)
  const late = lateApply(history)
  const isTimeTold = accounts.some(({ setAtMs }) => setAtMs !== null)
  return {
    twice: writes === null ? null : twice.length,
    late: isTimeTold ? late.length : null,
    shown: [...twice.slice(0, MOST_SHOWN), ...late.slice(0, MOST_SHOWN)],
  }
}
