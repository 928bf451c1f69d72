import type { Shard } from '../../../bench/workload/shard.ts'
import { BadInput } from '../../target/errors.ts'

/** Which part of a schedule this generator runs, and when the schedule starts. */
export interface Part {
  readonly shard?: Shard
  /** Milliseconds since the epoch. */
  readonly startAt?: number
}

const MOST_SHARDS = 1_000

/** The options of `load` that say which part. */
export const PART_OPTIONS = {
  shard: {
    type: 'string',
    describe:
      'open loops: run slice I/N of the schedule only, I from 0 (`writeback merge` joins them)',
  },
  'start-at': {
    type: 'string',
    describe: 'open loops: when the schedule starts, as 2026-11-23T08:30:00Z (default: when ready)',
  },
} as const

function readShard(text: string): Shard | undefined {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text) ?? []
  const shard = { index: Number(index), count: Number(count) }
  return shard.count >= 1 && shard.count <= MOST_SHARDS && shard.index < shard.count
    ? shard
    : undefined
}

/** Throws BadInput that names what is wrong with either option. */
export function readPart(options: {
  readonly shard?: string | undefined
  readonly 'start-at'?: string | undefined
}): Part {
  const { shard: shardText, 'start-at': startText } = options
  const shard = shardText === undefined ? undefined : readShard(shardText)
  const startAt = startText === undefined ? undefined : Date.parse(startText)
  const problems = [
    ...(shardText !== undefined && shard === undefined
      ? [`--shard: found ${shardText}; write it as 0/3: from 0, below at most ${MOST_SHARDS}`]
      : []),
    ...(startAt !== undefined && !(startAt > Date.now())
      ? [`--start-at: found ${startText ?? ''}; write a time to come, as 2026-11-23T08:30:00Z`]
      : []),
  ]
  if (problems.length > 0) throw new BadInput(problems)
  return { ...(shard !== undefined && { shard }), ...(startAt !== undefined && { startAt }) }
}
