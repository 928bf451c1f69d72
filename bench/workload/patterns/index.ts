import { z } from 'zod'
import { batch } from './batch.ts'
import { burst } from './burst.ts'
import { expiry } from './expiry.ts'
import { ramp } from './ramp.ts'
import { replay } from './replay.ts'
import { poisson, uniform } from './steady.ts'
import { steps } from './steps.ts'
import { workforce } from './workforce.ts'

/** Every way in which a phase's operations can arrive. One more: one file, one line. */
const PATTERNS = [uniform, poisson, steps, ramp, burst, replay, workforce, expiry, batch] as const

const KINDS = PATTERNS.map((each) => each.in.shape.kind.value).join(', ')

/** A phase's arrivals in a scenario file, read as what gives their times. */
export const arrivals = z.discriminatedUnion('kind', PATTERNS, `must be of one kind of ${KINDS}`)
