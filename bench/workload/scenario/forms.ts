import { z } from 'zod'

const UNITS_MS = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const
type Unit = keyof typeof UNITS_MS
const UNIT_NAMES = Object.keys(UNITS_MS).join(', ')

const DURATION = /^(\d+(?:\.\d+)?) ?(ms|s|min|h|d)$/
const isUnit = (name: string): name is Unit => Object.hasOwn(UNITS_MS, name)

const LONGEST_MS = 31 * UNITS_MS.d

const DURATION_MESSAGE = `must be a number and its unit (${UNIT_NAMES}), like 90 s`

const durationWhere = (allowed: (ms: number) => boolean, message: string) =>
  z
    .string(DURATION_MESSAGE)
    .regex(DURATION, DURATION_MESSAGE)
    .transform((text, context) => {
      const [, amount = '', unit = ''] = DURATION.exec(text) ?? []
      const ms = isUnit(unit) ? Number(amount) * UNITS_MS[unit] : Number.NaN
      if (allowed(ms)) return ms
      context.addIssue({ code: 'custom', message })
      return z.NEVER
    })
    .meta({ form: 'duration' })

/** A number and its unit, as `90 s`, `1.5 h`; read as milliseconds. */
export const duration = durationWhere(
  (ms) => ms > 0 && ms <= LONGEST_MS,
  'must be longer than nothing, at most 31 d',
)

/** The same from the start of the scenario; `0 s` is the start. */
export const sinceStart = durationWhere((ms) => ms >= 0 && ms <= LONGEST_MS, 'must be at most 31 d')

const BIT_UNITS = { 'bit/s': 1, 'kbit/s': 1_000, 'Mbit/s': 1_000_000 } as const
const BIT_RATE = /^(\d+(?:\.\d+)?) ?(bit\/s|kbit\/s|Mbit\/s)$/
const BIT_RATE_MESSAGE = `must be a number above 0 and its unit (${Object.keys(BIT_UNITS).join(', ')}), like 64 kbit/s`
const isBitUnit = (name: string): name is keyof typeof BIT_UNITS => Object.hasOwn(BIT_UNITS, name)

/** A number and its unit, as `64 kbit/s`; read as bits per second. */
export const bitRate = z
  .string(BIT_RATE_MESSAGE)
  .regex(BIT_RATE, BIT_RATE_MESSAGE)
  .transform((text, context) => {
    const [, amount = '', unit = ''] = BIT_RATE.exec(text) ?? []
    const bitsPerSecond = isBitUnit(unit) ? Number(amount) * BIT_UNITS[unit] : 0
    if (bitsPerSecond > 0) return bitsPerSecond
    context.addIssue({ code: 'custom', message: BIT_RATE_MESSAGE })
    return z.NEVER
  })
  .meta({ form: 'bit rate' })

const CLOCK = /^([01]\d|2[0-3]):([0-5]\d)$/
const CLOCK_MESSAGE = 'must be a time of day in quotes, like "08:30"'

/** A time of day, as `"08:30"`; read as milliseconds since midnight. */
export const timeOfDay = z
  .string(CLOCK_MESSAGE)
  .regex(CLOCK, CLOCK_MESSAGE)
  .transform((text) => {
    const [, hours = '', minutes = ''] = CLOCK.exec(text) ?? []
    return Number(hours) * UNITS_MS.h + Number(minutes) * UNITS_MS.min
  })
  .meta({ form: 'time of day' })

const positiveMessage = 'must be a number above 0'

export const rate = z
  .number(positiveMessage)
  .positive(positiveMessage)
  .max(100_000, 'must be at most 100000')

export const whole = (least: number, most: number) =>
  z
    .int(`must be a whole number from ${least} to ${most}`)
    .min(least, `must be at least ${least}`)
    .max(most, `must be at most ${most}`)

export const percent = z
  .number('must be a number from 0 to 100')
  .min(0, 'must be at least 0')
  .max(100, 'must be at most 100')
  .meta({ form: 'percent' })

/** Weights by name: what counts is their proportion. At least one must be above 0. */
export const weights = <K extends string>(names: readonly [K, ...K[]]) =>
  z
    .partialRecord(
      z.enum(names, `must be one of ${names.join(', ')}`),
      z.number('must be a number').min(0, 'must be at least 0'),
      `must name weights of ${names.join(', ')}`,
    )
    .refine((given) => Object.values<unknown>(given).some((weight) => Number(weight) > 0), {
      message: `must give a weight above 0 to one of ${names.join(', ')}`,
    })
