import { z } from 'zod'
import { duration, whole } from '../scenario/forms.ts'
import { pattern } from './pattern.ts'

const schema = z.strictObject({
  kind: z.literal('batch'),
  items: whole(1, 1_000_000).describe('how many are on the list'),
  operators: whole(1, 10_000).default(1).describe('how many work it off side by side'),
  each: duration.describe('so long one of them takes for one, on average'),
})

/** How far one item's time differs from the average. */
const SPREAD = 0.25

/** A help desk's list: each operator does one after the other, in about the same time. */
export const batch = pattern(schema, ({ items, operators, each }) => ({
  title: `list of ${items}, ${operators} at a time`,
  problems: ({ durationMs }) =>
    ((1 + SPREAD) * each * items) / operators > durationMs
      ? ['may not be done within the phase; make it longer']
      : [],
  times({ random, durationMs }) {
    const freeAt = Array.from({ length: operators }, () => random() * each)
    const times = Array.from({ length: items }, (_, index) => {
      const operator = index % operators
      const at = freeAt[operator] ?? 0
      freeAt[operator] = at + each * (1 + SPREAD * (2 * random() - 1))
      return at
    })
    return Float64Array.from(times.filter((at) => at < durationMs)).toSorted()
  },
}))
