import type { Breach } from '../../../../reports/model/history-checks.ts'
import { type Context, requirement } from '../../requirement.ts'
import { breachesIn, expectNone } from './judge-history.ts'
import { CALM, LATE, REPEATED } from './orders.ts'

/** Nothing happens beside the storm, and its history shows no such breach. */
const neverWhenCalm =
  <F extends string>(breach: Breach, code: F) =>
  async (t: Context<'storm', F>) => {
    expectNone(t, breachesIn(t, await t.storm.run(CALM)), breach, code)
  }

/** LOAD-1 to -4: judged over what a storm recorded, after a bind of every account. */
export const calm = [
  requirement({
    id: 'PWB-LOAD-1',
    level: 'MUST',
    subject: 'system',
    title: 'conservation: every operation that was sent has an outcome, nothing is lost',
    source: 'WE',
    needs: ['storm'],
    timeMode: 'real',
    findings: { 'operation-lost': 'an operation was sent and never got an outcome' },
    check: neverWhenCalm('lost', 'operation-lost'),
  }),
  requirement({
    id: 'PWB-LOAD-2',
    level: 'MUST',
    subject: 'system',
    title: 'each account ends with its last acknowledged password, or an unknown one',
    source: 'WE',
    needs: ['storm'],
    timeMode: 'real',
    findings: { 'acknowledged-not-in-force': 'an acknowledged password does not bind' },
    check: neverWhenCalm('falseSuccess', 'acknowledged-not-in-force'),
  }),
  requirement({
    id: 'PWB-LOAD-3',
    level: 'MUST',
    subject: 'system',
    title: 'no request is applied twice, none after its expiry, none that was told as failed',
    source: 'WE',
    needs: ['storm'],
    timeMode: 'mixed',
    findings: {
      'applied-twice': 'a request that was delivered again was written again',
      'applied-after-expiry': 'a request was written after it had expired',
      'applied-though-refused': 'a password binds that was told as refused',
    },
    async check(t) {
      const history = await t.storm.run(REPEATED)
      const breaches = breachesIn(t, history)
      t.saw('tap on the agent’s link to the directory', `${history.directoryWrites} writes`)
      expectNone(t, breaches, 'doubleApply', 'applied-twice')
      expectNone(t, breaches, 'refusedApply', 'applied-though-refused')
      const late = breachesIn(t, await t.storm.run(LATE))
      expectNone(t, late, 'lateApply', 'applied-after-expiry')
    },
  }),
  requirement({
    id: 'PWB-LOAD-4',
    level: 'MUST',
    subject: 'system',
    title: 'refusals under load are as specific and as correct as without load',
    source: 'WE',
    needs: ['storm'],
    timeMode: 'real',
    findings: { 'wrong-refusal': 'an operation ended otherwise than it does without load' },
    check: neverWhenCalm('wrongRefusal', 'wrong-refusal'),
  }),
]
