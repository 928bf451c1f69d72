import {
  type Breach,
  BREACHES,
  type Breaches,
  breachesOf,
} from '../../../../reports/model/history-checks.ts'
import type { History } from '../../../../reports/model/history.ts'
import { ledgerProblems } from '../../../../reports/model/ledger-balance.ts'
import { requireControl } from '../../control.ts'
import type { Context } from '../../requirement.ts'

const MOST_SHOWN = 3

const shown = (what: readonly string[]) =>
  [
    ...what.slice(0, MOST_SHOWN),
    ...(what.length > MOST_SHOWN ? [`… ${what.length} in all`] : []),
  ].join('; ')

/** How many operations ended how, in words. */
export const outcomesIn = (operations: History['operations']) => {
  const counts = new Map<string, number>()
  for (const { outcome } of operations) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  return [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ')
}

/**
 * What the storm's history breaks. An unbalanced ledger, or a storm that was over before the disturbances
 * began, is the harness's failure, not the target's.
 */
export function breachesIn(t: Pick<Context<never, string>, 'saw'>, history: History): Breaches {
  const { operations, accounts, disturbances, ledger } = history
  t.saw('ledger', `${ledger.planned} planned, ${ledger.sent} sent: ${outcomesIn(operations)}`)
  for (const { kind, fromMs, toMs, told } of disturbances) {
    t.saw('storm', `${kind} from ${Math.round(fromMs)} to ${Math.round(toMs)} ms: ${told}`)
  }
  t.saw('bind', `${accounts.length} accounts read back`)
  const problems = ledgerProblems(ledger)
  requireControl(problems.length === 0, 'the driver’s ledger', {
    expected: 'it balances',
    observed: problems.join('; '),
  })
  const last = Math.max(0, ...operations.map(({ sentMs }) => sentMs ?? 0))
  const began = Math.max(0, ...disturbances.map(({ fromMs }) => fromMs))
  requireControl(ledger.sent > 0 && last >= began, 'the driver', {
    expected: `operations until the last disturbance began, at ${Math.round(began)} ms`,
    observed: `${ledger.sent} sent, the last at ${Math.round(last)} ms`,
  })
  return breachesOf(history)
}

/** Records a finding where the breach is shown. */
export function expectNone<F extends string>(
  t: Pick<Context<never, F>, 'expect'>,
  breaches: Breaches,
  breach: Breach,
  code: F,
): boolean {
  const what = breaches[breach]
  return t.expect(what.length === 0, code, {
    expected: `never: ${BREACHES[breach]}`,
    observed: shown(what),
  })
}
