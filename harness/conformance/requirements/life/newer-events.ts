import { SERVERNAMES } from '../../../target/plan.ts'
import { type Context, requirement } from '../../requirement.ts'
import {
  EVENT_FINDINGS,
  eventsUntil,
  expectEvents,
  type Judging,
  judgeEvents,
  numbers,
  ofTenant,
  STARTED,
} from './events.ts'

/** The numbers that the product's newer documents add. */
const HEARTBEAT = 31_019
const LISTENER_ERROR = 31_034
const NOT_WORKING = 31_044

type Linked = Judging & Context<'agentLink', keyof typeof EVENT_FINDINGS>

const includesAll = (wanted: readonly number[]) => (ids: readonly number[]) =>
  wanted.every((id) => ids.includes(id))

/** A service that starts sends a heartbeat, and says which relay took it. */
async function judgeHeartbeat(t: Linked, from: number) {
  const since = await eventsUntil(t, from, includesAll([STARTED, HEARTBEAT]))
  const mine = ofTenant(since, t.tenant.name)
  expectEvents(t, 'service and heartbeat', numbers(mine), [STARTED, HEARTBEAT])
  const said = mine.find(({ id }) => id === HEARTBEAT)
  if (said === undefined) return
  t.expect(said.line.includes(SERVERNAMES.relay), 'event-missing', {
    expected: `${HEARTBEAT} with the name ${SERVERNAMES.relay}`,
    observed: said.line,
  })
}

/** A relay that cannot be reached: first the link is gone, then it cannot be made. */
async function judgeUnreachable(t: Linked) {
  const from = (await t.events.all()).length
  const wanted = [NOT_WORKING, LISTENER_ERROR]
  const undo = t.agentLink.refuse()
  t.agentLink.cut()
  try {
    const since = await eventsUntil(t, from, includesAll(wanted))
    expectEvents(t, 'relay refused', numbers(ofTenant(since, t.tenant.name)), wanted)
  } finally {
    undo()
  }
}

/** PWB-LIFE-8 with the events that the newer generation added. */
export const events2025 = requirement({
  id: 'PWB-LIFE-8',
  level: 'MUST',
  subject: 'agent',
  title:
    'the event log carries the documented events, those of the relay links too, in order, with tracking id and without a secret',
  source: 'TS, NX',
  needs: ['portal', 'accounts', 'agent', 'events', 'newcomer', 'tenant', 'agentLink'],
  timeMode: 'real',
  findings: EVENT_FINDINGS,
  async check(t) {
    const from = (await t.events.all()).length
    await judgeEvents(t)
    await judgeHeartbeat(t, from)
    await judgeUnreachable(t)
  },
})
