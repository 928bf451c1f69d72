import { processorFigures, WHOLE_COST } from './processor-cost.ts'
import type { Recording } from '../run/run-judging.ts'
import type { Storm } from '../load/storm.ts'

/** What the storm used of the processors, and the same in a unit that holds on other machines. */
export function noteProcessorCost(
  record: Recording,
  { cost, load }: Storm,
  exchangesMicros: readonly number[],
) {
  const { figures, notes } = processorFigures(cost, load.ledger.sent)
  const whole = figures.find(({ name }) => name === WHOLE_COST)
  record.value.figures.push(...figures)
  record.value.notes.push(...notes)
  if (whole === undefined) return
  const oneMicros = exchangesMicros.reduce((sum, each) => sum + each, 0) / exchangesMicros.length
  const observed = exchangesMicros.map((each) => each.toFixed(0)).join(' and ')
  record.value.figures.push({
    name: `${WHOLE_COST}, in HTTPS exchanges`,
    value: whole.value / oneMicros,
    unit: 'HTTPS exchanges',
    against: `one took ${observed} µs before and after the storm`,
  })
}
