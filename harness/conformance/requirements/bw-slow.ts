import { setTimeout as sleep } from 'node:timers/promises'
import { describeAnswer, describeBind } from '../effects.ts'
import { inBackground } from '../in-background.ts'
import { requirement } from '../requirement.ts'
import { evenly, type MixedAnswer, performMixed } from './bw-mix.ts'

const COUNT = 30
const PERIOD_MS = 2_000
const LATEST_MS = 10_000
/** Later than allowed: nobody waits for the rest. */
const GIVEN_UP_MS = 12_000
/** 8 kbit/s each way, 200 ms round trip. */
const SLOW = { bitsPerSecond: 8_000, delayMs: 100 } as const

export const bwSlow = [
  requirement({
    id: 'PWB-BW-4',
    level: 'MUST',
    subject: 'system',
    title:
      'over 8 kbit/s each way and 200 ms round trip, a minute at 0.5 operations a second: no loss, no expiry, no false failure, each answer within 10 s',
    source: 'WE',
    needs: ['portal', 'accounts', 'directory', 'slowLink'],
    timeMode: 'real',
    findings: {
      'answered-late': 'an answer took longer than 10 s, or did not come',
      'false-failure': 'an operation did not end as it should',
      'not-in-force': 'a password was acknowledged and does not bind',
    },
    async check(t) {
      // Warm: connection set-up is no part of the promise.
      await performMixed(t, 0)
      const undo = t.slowLink.slow(SLOW)
      const answers: MixedAnswer[] = []
      try {
        await evenly(COUNT, PERIOD_MS, async (index) => {
          const asked = inBackground(performMixed(t, index))
          const answer = await Promise.race([asked, sleep(GIVEN_UP_MS, undefined)])
          if (answer !== undefined) answers.push(answer)
        })
      } finally {
        undo()
      }
      const slowest = Math.max(0, ...answers.map(({ tookMs }) => tookMs))
      t.saw(
        'portal',
        `${answers.length} of ${COUNT} answered within ${GIVEN_UP_MS / 1000} s, the slowest after ${(slowest / 1000).toFixed(1)} s`,
      )
      t.expect(answers.length === COUNT && slowest <= LATEST_MS, 'answered-late', {
        expected: 'every answer within 10 s',
        observed: `${COUNT - answers.length} without, the slowest after ${(slowest / 1000).toFixed(1)} s`,
      })
      for (const { kind, expected, answer } of answers) {
        t.expect(answer.code === expected, 'false-failure', {
          expected: `${kind}: ${expected}`,
          observed: describeAnswer(answer),
        })
      }
      for (const { account, password, answer } of answers) {
        if (answer.code !== 'changed') continue
        const verdict = await t.directory.bind(account, password)
        t.expect(verdict.accepted, 'not-in-force', {
          expected: 'bind accepted',
          observed: describeBind(verdict),
        })
      }
      t.saw('bind', `of ${answers.length} accounts, with what was acknowledged`)
    },
  }),
]
