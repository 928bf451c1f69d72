import { z } from 'zod'
import { pattern } from './pattern.ts'

const NAME = 'must be the name of a file'

/** Arrivals that were seen or drawn elsewhere. */
export const replay = pattern(
  z.strictObject({
    kind: z.literal('replay'),
    file: z
      .string(NAME)
      .min(1, NAME)
      .describe('a due time a line, in seconds from the start of the phase; # begins a comment'),
  }),
  ({ file }) => ({
    title: `replay of ${file}`,
    file,
    times: (context) => context.replay(file).filter((at) => at < context.durationMs),
  }),
)

/** A replay file's times in milliseconds, or all that is wrong with it, line by line. */
export function readReplay(text: string): { times: Float64Array; problems: string[] } {
  const times: number[] = []
  const problems: string[] = []
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const value = line.replace(/#.*$/, '').trim()
    if (value === '') continue
    const atMs = Number(value) * 1000
    if (!(atMs >= 0 && Number.isFinite(atMs))) {
      problems.push(`line ${index + 1}: found ${value}, must be seconds of 0 or more`)
    } else if (atMs < (times.at(-1) ?? 0)) {
      problems.push(`line ${index + 1}: ${value} is earlier than the line before`)
    } else {
      times.push(atMs)
    }
  }
  if (times.length === 0 && problems.length === 0) problems.push('line 1: holds no due time')
  return { times: Float64Array.from(times), problems }
}
