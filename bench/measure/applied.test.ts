import { expect, it } from 'vitest'
import { LIMITS } from '../../harness/contract/limits.ts'
import type { ToldOperation } from './accounts.ts'
import { judgeApplied } from './applied.ts'
import { ClockCourse } from './clock-course.ts'

const START = Date.UTC(2026, 0, 1)
const EXPIRES_MS = LIMITS.requestTtlMs + LIMITS.clockSkewMs

const once: ToldOperation = {
  generation: 1,
  outcome: 'changed',
  dispatchedMs: 1_000,
  doneMs: 1_020,
}

const fileTime = (ms: number) => String((ms + 11_644_473_600_000) * 10_000)

/** Two accounts, written so often, the last time at that time. */
const judged = (writes: readonly [number, number], setAtMs: number) =>
  judgeApplied({
    told: new Map([
      [0, [once]],
      [1, [once]],
    ]),
    clock: { atMost: (ms) => START + 10 * ms },
    parallel: 2,
    writes: { all: writes[0] + writes[1], of: ({ dn }) => writes[dn === 'CN=0' ? 0 : 1] },
    read: async (account) => ({
      distinguishedName: [`CN=${account}`],
      objectGUID: ['07'.repeat(16)],
      pwdLastSet: [fileTime(setAtMs)],
    }),
  })

it('a request that was written twice, or after its expiry by the system’s clock, is told', async () => {
  const inTimeMs = START + 10_000 + EXPIRES_MS
  expect(await judged([1, 1], inTimeMs)).toEqual({ twice: 0, late: 0, shown: [] })
  // As many writes as requests.
  expect(await judged([2, 0], inTimeMs)).toMatchObject({
    twice: 1,
    shown: ['account 0: 2 writes for 1 operations'],
  })
  expect(await judged([1, 1], inTimeMs + 1)).toMatchObject({ twice: 0, late: 2 })
})

it('what nobody counted is not told as none', async () => {
  const unread = {
    told: new Map([[0, [once]]]),
    clock: { atMost: () => 0 },
    writes: null,
    parallel: 1,
  }
  expect(await judgeApplied({ ...unread, read: async () => undefined })).toEqual({
    twice: null,
    late: null,
    shown: [],
  })
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
