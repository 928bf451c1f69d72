import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { createWaitingLine } from './waiting-line.ts'

/** What a queue does to its line, as numbers: which one is chosen is taken modulo what there is. */
const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constant({ do: 'append', choice: 0 } as const) },
    { weight: 4, arbitrary: fc.constant({ do: 'take', choice: 0 } as const) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('putBack' as const), choice: fc.nat() }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('expire' as const), choice: fc.nat() }) },
  ),
  { minLength: 1_500, maxLength: 2_000, size: 'max' },
)

it('is always in order of sequence, whoever leaves early or comes back', () => {
  fc.assert(
    fc.property(steps, (program) => {
      const line = createWaitingLine<{ sequence: number }>()
      let expected: { sequence: number }[] = []
      const taken: { sequence: number }[] = []
      let sequence = 0
      for (const step of program) {
        if (step.do === 'append') {
          const one = { sequence: (sequence += 1) }
          line.append(one)
          expected.push(one)
        } else if (step.do === 'putBack') {
          const [one] = taken.splice(step.choice % Math.max(1, taken.length), 1)
          if (one === undefined) continue
          line.putBack(one)
          expected = [...expected, one].toSorted((left, right) => left.sequence - right.sequence)
        } else {
          const one = expected[step.do === 'take' ? 0 : step.choice % Math.max(1, expected.length)]
          if (one === undefined) continue
          if (step.do === 'take') taken.push(one)
          line.remove(one)
          expected = expected.filter((other) => other !== one)
        }
        expect(line.first()).toBe(expected[0])
        expect(line.length).toBe(expected.length)
      }
    }),
    { numRuns: 20 },
  )
})
