import { setTimeout as sleep } from 'node:timers/promises'
import { SERVERNAMES } from '../../target/plan.ts'
import { LIMITS } from '../../contract/limits.ts'
import { newPassword } from '../../target/trust/secrets.ts'
import { requireControl } from '../control.ts'
import { describeAnswer, describeBind } from '../effects.ts'
import { soon, unlessStuck } from '../in-background.ts'
import { OPERATIONS } from '../operations.ts'
import { type Context, requirement } from '../requirement.ts'
import { areAlike, leastOf } from './dial-waits.ts'

const DOWN_MS = 2_000
/** Fewer dials do not show whether waits grow: who dials slowly, or on a busy machine, is given longer. */
const FEWEST_DIALS = 4
const DOWN_LONGEST_MS = 6_000
const STABLE_MS = 1_200
const QUIET_MS = 500
const RESUMES_MS = 5_000
const POLL_MS = 100
const MOST_DIALS = 15
/** The last wait is so many times the first, at least. */
const GROWS = 2
/** Rounds of back-off to be compared; as many again where these are alike. */
const ROUNDS = 3

const gapsOf = (times: readonly number[]) =>
  times.slice(1).map((at, index) => at - (times[index] ?? at))

type Cutting = Context<'portal' | 'accounts' | 'directory' | 'agentLink' | 'clock', string>

/** The relay is gone for a while, for the agent: when it dialled meanwhile, milliseconds between. */
async function dialsWhileDown(t: Cutting): Promise<number[]> {
  // A link that was good for a while, whatever earlier checks cut: the back-off begins anew.
  await resumes(t)
  await sleep(STABLE_MS)
  const before = t.agentLink.refusals().length
  const dials = () => t.agentLink.refusals().slice(before)
  const undo = t.agentLink.refuse()
  const longest = performance.now() + DOWN_LONGEST_MS
  t.agentLink.cut()
  await sleep(DOWN_MS)
  while (dials().length < FEWEST_DIALS && performance.now() < longest) await sleep(POLL_MS)
  undo()
  return gapsOf(dials())
}

async function resumes(t: Cutting) {
  const account = t.accounts.take()
  const until = performance.now() + RESUMES_MS
  for (;;) {
    const password = newPassword()
    const answer = await unlessStuck(t, OPERATIONS['administrator reset'](t, account, password))
    if (answer.code === 'changed' || performance.now() > until) {
      return { answer, bound: await t.directory.bind(account, password) }
    }
    await sleep(POLL_MS)
  }
}

const inMs = (gaps: readonly number[]) => gaps.map((gap) => Math.round(gap)).join(', ')

/** NET at the agent's links. */
export const netLinks = [
  requirement({
    id: 'PWB-NET-2',
    level: 'MUST',
    subject: 'agent',
    title: 'outbound needs only portal, relay and directory; blocking a cloud name names it',
    source: 'OV, TS',
    needs: ['agent', 'sockets', 'agentLink', 'onboardingLink', 'agentAdministration', 'events'],
    timeMode: 'real',
    findings: {
      'other-outbound': 'the agent has a connection to somebody else',
      'portal-not-named': 'with the portal blocked nothing names it',
      'relay-not-named': 'with the relay blocked nothing names it',
    },
    async check(t) {
      const ports = await t.sockets.connected(await t.agent.pids())
      const allowed = new Set(Object.values(t.sockets.edges).map((port) => `tcp ${port}`))
      const others = ports.filter((port) => !allowed.has(port))
      t.saw(
        'operating system',
        `${ports.length} peers, ${others.length} that are no edge of the agent`,
      )
      requireControl(ports.length > 0, 'the list of the agent’s connections', {
        expected: 'connections',
        observed: 'none',
      })
      t.expect(others.length === 0, 'other-outbound', {
        expected: 'portal, relay and directory only',
        observed: others.join(', '),
      })
      await judgePortalBlocked(t)
      await judgeRelayBlocked(t)
    },
  }),
  requirement({
    id: 'PWB-NET-5',
    level: 'MUST',
    subject: 'agent',
    title: 'after the relay’s return the agent reconnects with back-off and jitter, and resumes',
    source: 'WE',
    needs: ['portal', 'accounts', 'directory', 'agentLink', 'clock'],
    timeMode: 'scaled',
    findings: {
      'not-resumed': 'the service did not resume without a restart',
      'no-back-off': 'the waits between two dials did not grow',
      'no-jitter': 'the waits between dials are the same each time',
    },
    async check(t) {
      // Earlier keys have links of their own until their overlap is over: one link is to be watched.
      await t.clock.step(LIMITS.heartbeatPeriodMs + QUIET_MS)
      await sleep(QUIET_MS)
      await t.clock.step(LIMITS.keyOverlapMs + LIMITS.heartbeatPeriodMs)
      const rounds: number[][] = []
      const another = async () => {
        const gaps = await dialsWhileDown(t)
        rounds.push(gaps)
        const { answer, bound } = await resumes(t)
        t.saw('tap', `round ${rounds.length}: waits of ${inMs(gaps)} ms`)
        t.saw('bind', `round ${rounds.length}: ${describeAnswer(answer)}, ${describeBind(bound)}`)
        t.expect(answer.code === 'changed' && bound.accepted, 'not-resumed', {
          expected: `200 changed within ${RESUMES_MS / 1000} s of the relay’s return`,
          observed: `${describeAnswer(answer)}, ${describeBind(bound)}`,
        })
      }
      while (rounds.length < ROUNDS) await another()
      // Jitter may bring about the same by chance, over twice the rounds hardly ever.
      if (areAlike(rounds)) while (rounds.length < 2 * ROUNDS) await another()
      const most = Math.max(...rounds.map(({ length }) => length))
      const least = leastOf(rounds)
      const grows = (least.at(-1) ?? 0) >= GROWS * (least[0] ?? 0)
      t.expect(most < MOST_DIALS && grows, 'no-back-off', {
        expected: `fewer than ${MOST_DIALS} dials, the last wait at least ${GROWS} × the first`,
        observed: `up to ${most} waits, at least ${inMs(least.slice(0, MOST_DIALS))} ms`,
      })
      t.expect(!areAlike(rounds), 'no-jitter', {
        expected: 'waits that differ from round to round',
        observed: rounds.map((gaps) => `${inMs(gaps)} ms`).join('; '),
      })
    },
  }),
]

type Blocking = Context<
  'agentLink' | 'onboardingLink' | 'agentAdministration' | 'events',
  'portal-not-named' | 'relay-not-named'
>

async function judgePortalBlocked(t: Blocking) {
  const undo = t.onboardingLink.refuse()
  t.onboardingLink.cut()
  const said = await t.agentAdministration.synchronise().then(
    () => 'no error',
    (error: unknown) => String(error),
  )
  undo()
  t.saw('agent’s administration', `portal blocked: ${said}`)
  t.expect(said.includes(SERVERNAMES.portal), 'portal-not-named', {
    expected: `an answer that names ${SERVERNAMES.portal}`,
    observed: said,
  })
}

async function judgeRelayBlocked(t: Blocking) {
  const before = (await t.events.all()).length
  const undo = t.agentLink.refuse()
  t.agentLink.cut()
  const dials = t.agentLink.refusals().length
  await soon(() => t.agentLink.refusals().length > dials + 1)
  const said = (await t.events.all())
    .slice(before)
    .map(({ line }) => line)
    .join(' ')
  undo()
  t.saw('event log', `relay blocked: ${said.slice(0, 200)}`)
  t.expect(said.includes(SERVERNAMES.relay), 'relay-not-named', {
    expected: `an event that names ${SERVERNAMES.relay}`,
    observed: said.slice(0, 200),
  })
}
