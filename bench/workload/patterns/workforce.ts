import { z } from 'zod'
import { percent, timeOfDay, whole } from '../scenario/forms.ts'
import { comeWithin, curve } from './curves.ts'
import { pattern, type PatternContext } from './pattern.ts'

const ALL_PERCENT = 100
const MINUTE_MS = 60_000

const schema = z.strictObject({
  kind: z.literal('workforce'),
  people: whole(1, 1_000_000)
    .optional()
    .describe('how many of them come, each once (default: the population)'),
  windows: z
    .array(
      z.strictObject({
        share: percent.describe('so many of them come in it'),
        from: timeOfDay.describe('its start'),
        to: timeOfDay.describe('its end'),
        curve,
      }),
      'must be a list of windows',
    )
    .min(1, 'must hold a window')
    .describe('who is in none comes at any time of the phase'),
})

const two = (value: number) => String(value).padStart(2, '0')
const clock = (ms: number) => {
  const minutes = Math.round(ms / MINUTE_MS)
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

type Fit = Pick<PatternContext, 'durationMs' | 'beginsAtMs'>

const lies = (from: number, to: number, { durationMs, beginsAtMs }: Fit) =>
  from >= beginsAtMs && to <= beginsAtMs + durationMs

/** "20,000 people, 80 % between 08:30 and 09:30": each of them comes once. */
export const workforce = pattern(schema, ({ people: asked, windows }) => ({
  title: windows
    .map(({ share, from, to }) => `${share} % from ${clock(from)} to ${clock(to)}`)
    .join(', '),
  problems(context) {
    const sum = windows.reduce((total, { share }) => total + share, 0)
    const astray = windows.filter(({ from, to }) => from >= to || !lies(from, to, context))
    const until = clock(context.beginsAtMs + context.durationMs)
    return [
      ...(sum > ALL_PERCENT ? [`windows add up to ${sum} percent, more than all`] : []),
      ...astray.map(
        ({ from, to }) =>
          `window ${clock(from)} to ${clock(to)} must begin before it ends, within the phase: ${clock(context.beginsAtMs)} to ${until}`,
      ),
    ]
  },
  times({ durationMs, random, people: population, beginsAtMs }) {
    const people = asked ?? population
    const within = windows.map(({ share, from, to, curve: name }) => ({
      fromMs: from - beginsAtMs,
      toMs: to - beginsAtMs,
      people: Math.round((people * share) / ALL_PERCENT),
      curve: name,
    }))
    const others = people - within.reduce((sum, each) => sum + each.people, 0)
    const anyTime = {
      fromMs: 0,
      toMs: durationMs,
      people: Math.max(0, others),
      curve: 'flat' as const,
    }
    return Float64Array.from(
      [...within, anyTime].flatMap((window) => comeWithin(window, random)),
    ).toSorted()
  },
}))
