import { expect, it } from 'vitest'
import { LIMITS } from '../../harness/contract/limits.ts'
import type { ToldOperation } from './accounts.ts'
import { type AccountEntry, judgeApplied } from './applied.ts'
import { ClockCourse } from './clock-course.ts'
import { passwordWritesIn } from './password-writes.ts'

const START = Date.UTC(2026, 0, 1)
const EXPIRES_MS = LIMITS.requestTtlMs + LIMITS.clockSkewMs

const once: ToldOperation = {
  generation: 1,
  outcome: 'changed',
  dispatchedMs: 1_000,
  doneMs: 1_020,
}

const fileTime = (ms: number) => String((ms + 11_644_473_600_000) * 10_000)

/** `replPropertyMetaData` of an account whose password was written so often, behind one other attribute. */
const metadata = (writes: number) => {
  const bytes = Buffer.alloc(16 + 2 * 48)
  bytes.writeUInt32LE(1, 0)
  bytes.writeUInt32LE(2, 8)
  bytes.writeUInt32LE(7, 16 + 4)
  bytes.writeUInt32LE(0x9005a, 64)
  bytes.writeUInt32LE(writes, 64 + 4)
  return bytes.toString('hex')
}

const entry = (writes: number, setAtMs: number): AccountEntry => ({
  pwdLastSet: [fileTime(setAtMs)],
  replPropertyMetaData: [metadata(writes)],
})
const entries = (all: readonly AccountEntry[]) => new Map(all.entries())

/** Two accounts were asked for, the third was not; their passwords were written so often meanwhile. */
const judged = (
  writes: readonly [number, number, number],
  setAtMs: number,
  outcome = once.outcome,
) =>
  judgeApplied({
    told: new Map([
      [0, [once]],
      [1, [{ ...once, outcome }]],
    ]),
    clock: { atMost: (ms) => START + 10 * ms },
    before: entries(writes.map(() => entry(5, START))),
    after: entries(writes.map((each) => entry(5 + each, setAtMs))),
  })

const IN_TIME_MS = START + 10_000 + EXPIRES_MS

it('a request that was written twice, or after its expiry by the system’s clock, is told', () => {
  expect(judged([1, 1, 0], IN_TIME_MS)).toEqual({ twice: 0, late: 0, shown: [] })
  // As many writes as requests.
  expect(judged([2, 0, 0], IN_TIME_MS)).toMatchObject({
    twice: 1,
    shown: ['account 0: 2 writes for 1 operations'],
  })
  expect(judged([1, 1, 0], IN_TIME_MS + 1)).toMatchObject({ twice: 0, late: 2 })
})

it('so is a password that was written for an unlock, and that of an account nobody asked for', () => {
  expect(judged([1, 0, 0], IN_TIME_MS, 'unlocked')).toMatchObject({ twice: 0 })
  expect(judged([1, 1, 0], IN_TIME_MS, 'unlocked')).toMatchObject({ twice: 1 })
  expect(judged([1, 1, 1], IN_TIME_MS)).toMatchObject({
    shown: ['account 2: 1 writes for 0 operations'],
  })
})

it('what the directory does not say is not told as none', () => {
  const told = new Map([[0, [once]]])
  const clock = { atMost: () => 0 }
  const silent = entries([{ pwdLastSet: [fileTime(START)] }])
  expect(judgeApplied({ told, clock: null, before: silent, after: silent })).toEqual({
    twice: null,
    late: null,
    shown: [],
  })
  const gone = entries([undefined])
  expect(judgeApplied({ told, clock, before: gone, after: gone })).toMatchObject({
    twice: null,
    late: null,
  })
})

it.each([
  ['nothing', ''],
  ['another version', `02${metadata(1).slice(2)}`],
  ['half of it', metadata(1).slice(0, 200)],
  ['no password', metadata(1).replace('5a000900', '5b000900')],
])('of %s no writes are read', (_name, hex) => {
  expect(passwordWritesIn(hex)).toBeNull()
  expect(passwordWritesIn(metadata(1))).toBe(1)
})

it('the system’s clock is told as of the next look, never earlier', () => {
  const at = { realMs: 100, clockMs: 0 }
  const course = new ClockCourse(
    () => at.clockMs,
    () => at.realMs,
  )
  course.begin(100)
  for (const [realMs, clockMs] of [
    [200, 5_000],
    [300, 35_000],
  ] as const) {
    Object.assign(at, { realMs, clockMs })
    course.look()
  }
  course.end()
  expect([0, 50, 100, 101, 900].map((ms) => course.atMost(ms))).toEqual([
    0, 5_000, 5_000, 35_000, 35_000,
  ])
})
