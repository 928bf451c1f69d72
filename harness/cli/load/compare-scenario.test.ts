import { expect, it } from 'vitest'
import { numberOf } from '../../../bench/measure/outcomes.ts'
import { createRecords } from '../../../bench/measure/records.ts'
import { compareScenario } from './compare-scenario.ts'

const KILLED = { kind: 'agent-killed', fromMs: 100, toMs: 200, told: 'killed' }

it('a disabled account that is not found is a wrong refusal, but by an agent that was started again', () => {
  const doneMs = [99, 100]
  const records = createRecords(doneMs.length)
  for (const [index, done] of doneMs.entries()) {
    records.dispatchedMs[index] = done - 1
    records.doneMs[index] = done
    records.outcome[index] = numberOf('user-not-found')
  }
  const storm = {
    account: Uint32Array.of(0, 1),
    intent: Uint16Array.of(0, 0),
    intents: [{ operation: 'self-service-reset', refusal: 'disabled' } as const],
  }
  const wrong = { expected: 'account-disabled', found: 'user-not-found' }
  expect(compareScenario(storm, records, [KILLED])).toMatchObject({
    met: 1,
    wrongRefusal: 1,
    wrong: [{ ...wrong, asked: 'self-service-reset (disabled)', count: 1 }],
  })
  expect(compareScenario(storm, records)).toMatchObject({
    met: 0,
    wrongRefusal: 2,
    wrong: [{ ...wrong, count: 2 }],
  })
})
