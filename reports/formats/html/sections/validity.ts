import { ledgerProblems } from '../../../model/ledger-balance.ts'
import type { Result } from '../../../model/result.ts'
import { html } from '../markup.ts'
import { section, table } from '../parts.ts'

const word = (ok: boolean) =>
  ok
    ? html`<span class="good"><span class="word">ok</span></span>`
    : html`<span class="bad"><span class="word">not ok</span></span>`

/** Whether the figures may be believed at all, whatever they are. */
export const validity = ({ load }: Result) =>
  load.length > 0 &&
  section(
    'validity',
    'Is the measurement valid?',
    load.map((each) => {
      const imbalance = ledgerProblems(each.ledger)
      return table({
        caption: `Checks of ${each.scenario}; one that is not ok makes the run invalid, whatever its figures`,
        head: ['Check', 'Verdict', 'Observed', 'Allowed'],
        rows: [
          ...each.validity.map(({ name, ok, observed, limit }) => [
            name,
            word(ok),
            observed,
            limit,
          ]),
          ...imbalance.map((problem) => [
            'conservation',
            word(false),
            problem,
            'the ledger balances',
          ]),
        ],
      })
    }),
  )
