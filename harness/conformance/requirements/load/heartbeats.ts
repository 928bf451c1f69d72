import { requireControl } from '../../control.ts'
import { requirement } from '../../requirement.ts'
import { CALM } from './orders.ts'

/** LOAD-5: judged over the storm that LOAD-1 is judged by, too. */
export const heartbeats = [
  requirement({
    id: 'PWB-LOAD-5',
    level: 'MUST',
    subject: 'system',
    title: 'heartbeats keep their period during a storm, over many tenants with staggered phases',
    source: 'WE',
    needs: ['storm'],
    timeMode: 'mixed',
    findings: { 'heartbeat-missed': 'a heartbeat that fell due in the storm did not come' },
    async check(t) {
      const seen = await t.storm.heartbeatsDuring(CALM)
      const { tenants, due, missed, worstDeviationMs } = seen
      t.saw(
        'tap on the quiet tenants’ links',
        `${tenants} tenants, ${due} heartbeats due, ${missed} missed, at worst ${Math.round(worstDeviationMs)} ms off`,
      )
      requireControl(due >= tenants / 2, 'the phases of the heartbeats', {
        expected: `most of ${tenants} due in the storm`,
        observed: `${due}`,
      })
      t.expect(missed === 0, 'heartbeat-missed', {
        expected: 'none missed',
        observed: `${missed} of ${due}`,
      })
    },
  }),
]
