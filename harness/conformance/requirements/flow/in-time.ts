import { LIMITS } from '../../../contract/limits.ts'
import { newPassword } from '../../../target/trust/secrets.ts'
import type { PortalAnswer } from '../../../target/portal/portal-client.ts'
import { describeAnswer, enter, resetAsPerson } from '../../effects.ts'
import { inBackground } from '../../in-background.ts'
import { type Context, requirement } from '../../requirement.ts'
import { expectWrittenBack } from '../../written-back.ts'
import { setTimeout as sleep } from 'node:timers/promises'

const COUNT = 30
const PERIOD_MS = 1_000
const MEAN_MS = 500
const LONGEST_MS = 10_000
/** Real time for an answer to come through once the clock has passed the limit. */
const ARRIVES_MS = 1_500
const SLACK_MS = 1_000
const POLL_MS = 20

const lateness = (limitMs: number) => sleep(limitMs).then(() => undefined)

/** Where and from when on the outcome stands, as the answer at the end of the wait says. */
function toldUnknown(t: Context<'portal', 'no-answer-in-time'>, answer: PortalAnswer | undefined) {
  const seen = answer === undefined ? 'no answer' : describeAnswer(answer)
  t.saw('portal', `request held back for ${LIMITS.portalWaitMs / 1_000} s: ${seen}`)
  const { operationId, until, definite, code } = answer ?? {}
  const isTold = code === 'outcome-unknown' && definite === false
  const later =
    isTold && operationId !== undefined && until !== undefined ? { operationId, until } : undefined
  t.expect(later !== undefined, 'no-answer-in-time', {
    expected: 'outcome-unknown with `until` and an operation to ask for',
    observed: seen,
  })
  return later
}

/** The request is let through in time: its result is on its way before the clock moves on. */
async function untilKnown(t: Context<'portal', string>, operationId: string) {
  const deadline = performance.now() + ARRIVES_MS
  while (performance.now() < deadline) {
    const { definite } = await t.portal.operation(operationId)
    if (definite) return
    await sleep(POLL_MS)
  }
}

export const inTime = [
  requirement({
    id: 'PWB-FLOW-6',
    level: 'SHOULD',
    subject: 'system',
    title:
      'at most one operation per second: answered within 500 ms on average, and always within 10 s',
    source: 'NX',
    needs: ['portal', 'accounts', 'pacing'],
    timeMode: 'real',
    findings: {
      'too-slow': 'operations took longer than 500 ms on average, or one longer than 10 s',
    },
    async check(t) {
      const tookMs = await t.pacing.evenly(COUNT, PERIOD_MS, async () => {
        const { answer } = await resetAsPerson(t, t.accounts.take())
        // How fast something fails is of no interest here.
        if (answer.code !== 'changed') throw new Error(`not changed: ${describeAnswer(answer)}`)
      })
      const mean = tookMs.reduce((sum, ms) => sum + ms, 0) / tookMs.length
      const longest = Math.max(...tookMs)
      const seen = `${tookMs.length} operations: ${mean.toFixed(0)} ms on average, ${longest.toFixed(0)} ms at most`
      t.saw('clock', `${seen} (session, gate and password together)`)
      t.expect(mean <= MEAN_MS && longest <= LONGEST_MS, 'too-slow', {
        expected: `${MEAN_MS} ms on average, ${LONGEST_MS} ms at most`,
        observed: seen,
      })
    },
  }),
  requirement({
    id: 'PWB-FLOW-10',
    level: 'MUST',
    subject: 'portal',
    title:
      'the portal answers within its wait limit: without a result, “unknown until T” and where the final outcome stands from T on',
    source: 'WE',
    needs: ['portal', 'accounts', 'directory', 'clock', 'agentLink'],
    timeMode: 'virtual',
    findings: {
      'no-answer-in-time': 'the portal did not answer “outcome unknown” when its wait ended',
      'no-final-outcome': 'the final outcome does not stand at the address given, from T on',
      'not-written-back': 'the request that came through late was not applied',
    },
    async check(t) {
      const account = t.accounts.take()
      const password = newPassword()
      const session = await enter(t, account)
      const held = t.agentLink.holdMessages('inbound')
      const asked = inBackground(t.portal.setPassword(session, password))
      try {
        while (held.held() === 0) await sleep(10)
        await t.clock.step(LIMITS.portalWaitMs + SLACK_MS)
        const answer = await Promise.race([asked, lateness(ARRIVES_MS)])
        const later = toldUnknown(t, answer)
        if (later === undefined) return
        held.release()
        await untilKnown(t, later.operationId)
        await t.clock.step(Math.max(0, later.until - (await t.clock.now())) + SLACK_MS)
        const final = await t.portal.operation(later.operationId)
        t.saw('portal', `from T on: ${describeAnswer(final)}`)
        const stands = t.expect(final.definite, 'no-final-outcome', {
          expected: 'a definite outcome at the address from T on',
          observed: describeAnswer(final),
        })
        if (!stands) return
        await expectWrittenBack(t, { account, password, answer: final }, 'not-written-back')
      } finally {
        held.release()
        await asked.catch(() => undefined)
      }
    },
  }),
]
