import { requireControl } from '../../control.ts'
import { requirement } from '../../requirement.ts'
import { breachesIn, expectNone, outcomesIn } from './judge-history.ts'
import { DISTURBED, ROLLED } from './orders.ts'

/** KEY-4 and LOAD-6: what else goes on meanwhile. */
export const disturbed = [
  requirement({
    id: 'PWB-KEY-4',
    level: 'MUST',
    subject: 'system',
    title: 'no operation is lost or falsely refused while keys roll under load',
    source: 'WE',
    needs: ['storm'],
    timeMode: 'real',
    findings: {
      'operation-lost': 'an operation got no outcome, or an unknown one, while keys rolled',
      'falsely-refused': 'an operation was refused while keys rolled',
      'not-in-force': 'a password was acknowledged while keys rolled, and does not bind',
    },
    async check(t) {
      const { history, tenants } = await t.storm.rollingKeysDuring(ROLLED)
      const breaches = breachesIn(t, history)
      t.saw('agent', `rolled the keys of ${tenants} tenants`)
      requireControl(tenants > 0, 'the rollover', { expected: 'keys rolled', observed: 'none' })
      const sent = history.operations.filter(({ sentMs }) => sentMs !== null)
      const open = sent.filter(({ told }) => told === 'unknown' || told === 'none')
      t.expect(open.length === 0, 'operation-lost', {
        expected: 'an outcome for each',
        observed: outcomesIn(open),
      })
      const refused = sent.filter(({ told }) => told === 'not-changed')
      t.expect(refused.length === 0, 'falsely-refused', {
        expected: 'none refused',
        observed: outcomesIn(refused),
      })
      expectNone(t, breaches, 'falseSuccess', 'not-in-force')
    },
  }),
  requirement({
    id: 'PWB-LOAD-6',
    level: 'MUST',
    subject: 'system',
    title:
      'LOAD-1 to -4 with roles killed and restarted, link cut and slow, deliveries duplicated, clocks off; heartbeats resume within one period',
    source: 'WE',
    needs: ['storm'],
    timeMode: 'mixed',
    findings: {
      'operation-lost': 'an operation was sent and never got an outcome',
      'acknowledged-not-in-force': 'an acknowledged password does not bind',
      'applied-though-refused': 'a password binds that was told as refused',
      'applied-twice': 'a request that was delivered again was written again',
      'wrong-refusal': 'a refusal says something of the account that is not so',
      'heartbeats-not-resumed': 'no heartbeat within one period after the last disturbance',
    },
    async check(t) {
      const { history, tenants, silent } = await t.storm.heartbeatsAfter(DISTURBED)
      const breaches = breachesIn(t, history)
      t.saw(
        'tap on the quiet tenants’ links',
        `${silent.length} of ${tenants} silent for a period afterwards`,
      )
      expectNone(t, breaches, 'lost', 'operation-lost')
      expectNone(t, breaches, 'falseSuccess', 'acknowledged-not-in-force')
      expectNone(t, breaches, 'refusedApply', 'applied-though-refused')
      expectNone(t, breaches, 'doubleApply', 'applied-twice')
      expectNone(t, breaches, 'wrongRefusal', 'wrong-refusal')
      t.expect(silent.length === 0, 'heartbeats-not-resumed', {
        expected: 'a heartbeat of each tenant',
        observed: `none of ${silent.join(', ')}`,
      })
    },
  }),
]
