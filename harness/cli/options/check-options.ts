import { z } from 'zod'
import { BadInput } from '../../target/errors.ts'

const whole = (least: number) =>
  z.int(`must be a whole number`).min(least, `must be at least ${least}`)
const positive = z.number('must be a number').positive('must be above 0')

/** What the numbers of the command line may be; each named as its option. */
const NUMBERS = {
  rate: positive.max(100_000, 'must be at most 100000'),
  duration: positive.max(86_400, 'must be at most 86400 (a day)'),
  compression: z
    .number('must be a number')
    .min(1, 'must be at least 1')
    .max(1_000, 'must be at most 1000'),
  people: whole(1).max(1_000_000, 'must be at most 1000000'),
  seed: whole(0),
  'real-limit': positive.max(86_400, 'must be at most 86400 (a day)'),
  'in-flight': whole(1).max(10_000, 'must be at most 10000'),
  from: positive.max(100_000, 'must be at most 100000'),
  'at-most': positive.max(100_000, 'must be at most 100000'),
  resolution: z
    .number('must be a number')
    .min(0.01, 'must be at least 0.01')
    .max(0.5, 'must be at most 0.5'),
  step: z
    .number('must be a number')
    .min(0.5, 'must be at least 0.5')
    .max(3_600, 'must be at most 3600 (an hour)'),
  steps: whole(5).max(1_000, 'must be at most 1000'),
  rounds: whole(1).max(100, 'must be at most 100'),
  'round-ms': whole(10).max(10_000, 'must be at most 10000'),
  idle: positive.max(3_600, 'must be at most 3600 (an hour)'),
  accounts: whole(1).max(10_000, 'must be at most 10000'),
  'portal-port': whole(1).max(65_535, 'must be at most 65535'),
} as const satisfies Record<string, z.ZodType>

/** What a step of reading the command line gives, or the problems that it names. */
export type Attempt<T> =
  | { readonly value: T; readonly problems: readonly [] }
  | { readonly problems: readonly string[] }

/** Reads without throwing BadInput, so that all that is wrong can be told at once. */
export async function attempt<T>(read: () => T | Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await read(), problems: [] }
  } catch (error) {
    if (error instanceof BadInput) return { problems: error.problems }
    throw error
  }
}

/** Throws BadInput that names every one of these options that was given more than once. */
export function checkOnce(options: object, names: readonly string[]): void {
  const given: ReadonlyMap<string, unknown> = new Map(Object.entries(options))
  const problems = names.flatMap((name) => {
    const found = given.get(name)
    return Array.isArray(found) ? [`--${name}: found ${found.join(' and ')}; give it once`] : []
  })
  if (problems.length > 0) throw new BadInput(problems)
}

/** Throws BadInput that names every option whose number is not allowed. Options not given are left out. */
export function checkNumbers(options: object): void {
  const given: ReadonlyMap<string, unknown> = new Map(Object.entries(options))
  const problems = Object.entries(NUMBERS).flatMap(([name, form]) => {
    const found = given.get(name)
    if (found === undefined) return []
    const parsed = form.safeParse(found)
    if (parsed.success) return []
    const why = parsed.error.issues.map(({ message }) => message).join(', ')
    return [`--${name}: found ${typeof found === 'number' ? found : JSON.stringify(found)}, ${why}`]
  })
  if (problems.length > 0) throw new BadInput(problems)
}
