import { expect, it } from 'vitest'
import { numberOf } from '../measure/outcomes.ts'
import { createRecords } from '../measure/records.ts'
import { operationsOf } from './history-operations.ts'

const KILLED = { kind: 'agent-killed', fromMs: 100, toMs: 200, told: 'killed' }
const UNASKED = { answers: [], untilMs: [], causes: [] }

it('a disabled account that is not found is expected of an answer after the agent was killed, of none before', () => {
  const doneMs = [99, 100]
  const records = createRecords(doneMs.length)
  for (const [index, done] of doneMs.entries()) {
    records.dispatchedMs[index] = done - 1
    records.doneMs[index] = done
    records.outcome[index] = numberOf('user-not-found')
  }
  const asks = doneMs.map(() => 'disabled account' as const)
  const of = (disturbances: (typeof KILLED)[]) =>
    operationsOf(Float64Array.from(doneMs), asks, records, UNASKED, disturbances).map(
      ({ expected, outcome }) =>
        expected.includes('user-not-found') && outcome === 'user-not-found',
    )
  expect(of([KILLED])).toEqual([false, true])
  expect(of([])).toEqual([false, false])
})

it('an operation that was sent and has no answer is told nothing, with the reason that its client gave', () => {
  const records = createRecords(2)
  records.dispatchedMs[0] = 1
  records.outcome[0] = numberOf('connection-lost')
  const answers = { ...UNASKED, causes: ['Error: other side closed'] }
  const [sent, unsent] = operationsOf(
    Float64Array.of(1, 2),
    ['change', 'change'],
    records,
    answers,
    [],
  )
  expect(sent).toMatchObject({
    outcome: 'connection-lost',
    told: 'none',
    definite: false,
    sentMs: 1,
    because: 'Error: other side closed',
  })
  expect(unsent).toMatchObject({ outcome: 'not-sent', told: 'none', sentMs: null })
})
