import { setTimeout as sleep } from 'node:timers/promises'
import { LIMITS } from '../../contract/limits.ts'
import { Unsupported } from '../../target/errors.ts'
import { newPassword } from '../../target/trust/secrets.ts'
import type { Account } from '../../target/accounts.ts'
import type { PortalAnswer } from '../../target/portal/portal-client.ts'
import { describeAnswer, describeBind, enter, resetAsPerson } from '../effects.ts'
import { inBackground, settled, soon } from '../in-background.ts'
import { leaveWaiting } from '../leave-waiting.ts'
import { type Context, requirement } from '../requirement.ts'

const JUST_BEFORE_MS = 5_000
/** When the held request goes on to the agent: while its outcome is open, and after it was told. */
const RELEASES = [
  ['just before the portal may say failed', 0],
  ['after the portal said failed', 2 * JUST_BEFORE_MS],
] as const
const WAITED_MS = LIMITS.portalWaitMs + 1_000

type Asking = Context<'portal' | 'accounts' | 'directory' | 'agentLink' | 'clock', string>

/** How much longer everything takes to the directory: a search, then the write. */
const SLOW_DIRECTORY_MS = 800
/** By the agent’s clock: a write that began then is still under way at the deadline. */
const LAST_MOMENT_MS = 10_000

/** Submits while the request is held at the tap, and waits until the portal gives up waiting. */
async function submitHeld(t: Asking, account: Account, password: string) {
  const session = await enter(t, account)
  const hold = t.agentLink.holdMessages('inbound')
  const submittedAt = await t.clock.now()
  const asked = inBackground(t.portal.setPassword(session, password))
  await soon(() => hold.held() > 0, asked)
  await t.clock.step(WAITED_MS)
  return { hold, submittedAt, answer: await asked }
}

/** What the portal says of the operation now. */
const ask = async (t: Asking, { operationId = '' }: PortalAnswer) => t.portal.operation(operationId)

const saysNotChanged = (answer: PortalAnswer) =>
  answer.definite && answer.code !== 'changed' && answer.code !== ''

interface Ended {
  readonly when: string
  readonly account: Account
  readonly password: string
  /** What the portal said while it was open, and in the end. */
  readonly told: PortalAnswer
  readonly final: PortalAnswer
}

/** The account as it is now must agree with all that was told. */
async function judgeEnd(
  t: Context<'directory', 'told-failed-then-applied' | 'told-changed-not-applied'>,
  { when, account, password, told, final }: Ended,
) {
  const bound = await t.directory.bind(account, password)
  t.saw('portal', `${when}: ${describeAnswer(told)}, finally ${describeAnswer(final)}`)
  t.saw('bind', `${when}: the password told as such: ${describeBind(bound)}`)
  const comparison = {
    expected: `${when}: answer and directory agree`,
    observed: `${describeAnswer(final)}, ${describeBind(bound)}`,
  }
  const failed = saysNotChanged(told) || saysNotChanged(final)
  t.expect(!(failed && bound.accepted), 'told-failed-then-applied', comparison)
  t.expect(final.code !== 'changed' || bound.accepted, 'told-changed-not-applied', comparison)
}

/** The agent reads the account just in time, and its write reaches the directory when the portal has said failed. */
async function askAtTheLastMoment(t: Asking & Context<'directoryLink', string>): Promise<Ended> {
  const account = t.accounts.take()
  const password = newPassword()
  const { hold, submittedAt, answer } = await submitHeld(t, account, password)
  const waited = (await t.clock.now()) - submittedAt
  await t.clock.step(LIMITS.requestTtlMs + LIMITS.clockSkewMs - LAST_MOMENT_MS - waited)
  const restore = t.directoryLink.delayBytes('outbound', SLOW_DIRECTORY_MS)
  hold.release()
  // By now the search is answered and a write would be on its way.
  await sleep(1.5 * SLOW_DIRECTORY_MS)
  await t.clock.step(LAST_MOMENT_MS + JUST_BEFORE_MS)
  const told = await ask(t, answer)
  await sleep(SLOW_DIRECTORY_MS)
  restore()
  const final = await ask(t, answer)
  return { when: 'while the directory is slow', account, password, told, final }
}

/** TTL: what is left of a request after its expiry. */
export const ttlLate = [
  requirement({
    id: 'PWB-TTL-4',
    level: 'MUST',
    subject: 'system',
    title: 'what was told as failed never happens later',
    source: 'WE',
    needs: ['portal', 'accounts', 'directory', 'agentLink', 'directoryLink', 'clock'],
    timeMode: 'virtual',
    findings: {
      'told-failed-then-applied': 'a password was set after it had been told as not changed',
      'failed-too-early': '“not changed” was told before expiry plus clock skew were over',
      'told-changed-not-applied': 'the final outcome is “changed” and the password does not work',
      'nothing-held': 'no request reached the tap, so nothing was judged',
    },
    async check(t) {
      // The agent's clock is as slow as is supported: it takes for fresh what has expired.
      const undo = await t.clock.slow('agent', LIMITS.clockSkewMs)
      for (const [when, waitMs] of RELEASES) {
        const account = t.accounts.take()
        const password = newPassword()
        const { hold, submittedAt, answer } = await submitHeld(t, account, password)
        t.expect(hold.held() === 1, 'nothing-held', {
          expected: '1 held',
          observed: `${hold.held()} held`,
        })
        const earliest = submittedAt + LIMITS.requestTtlMs + LIMITS.clockSkewMs
        const waited = (await t.clock.now()) - submittedAt
        await t.clock.step(LIMITS.requestTtlMs + LIMITS.clockSkewMs - JUST_BEFORE_MS - waited)
        const before = await ask(t, answer)
        t.expect(!saysNotChanged(answer) && !saysNotChanged(before), 'failed-too-early', {
          expected: `no definite “not changed” before ${new Date(earliest).toISOString()}`,
          observed: `${describeAnswer(answer)}, then ${describeAnswer(before)}`,
        })
        if (waitMs > 0) await t.clock.step(waitMs)
        const told = await ask(t, answer)
        hold.release()
        await settled(t)
        await t.clock.step(LIMITS.clockSkewMs)
        const final = await ask(t, answer)
        await judgeEnd(t, { when, account, password, told, final })
      }
      await judgeEnd(t, await askAtTheLastMoment(t))
      undo()
    },
  }),
  requirement({
    id: 'PWB-TTL-5',
    level: 'MUST',
    subject: 'portal',
    title: 'the person gets a specific outcome for an expired request',
    source: 'OV, WE',
    needs: ['portal', 'accounts', 'directory', 'agentLink', 'clock'],
    timeMode: 'virtual',
    findings: {
      'expiry-not-told': 'the expired operation has no definite outcome that says what to do',
      'no-address': 'the answer names no operation to ask for',
      'answered-not-expired':
        'the control, an operation that was answered, is not told as it ended',
    },
    async check(t) {
      const { hold, answer } = await submitHeld(t, t.accounts.take(), newPassword())
      t.expect(answer.operationId !== undefined, 'no-address', {
        expected: 'an operation id',
        observed: describeAnswer(answer),
      })
      await t.clock.step(LIMITS.requestTtlMs + 2 * LIMITS.clockSkewMs)
      const final = await ask(t, answer)
      hold.release()
      t.saw('portal', `after expiry: ${describeAnswer(final)}`)
      const { definite, code, message, remedy } = final
      const isTold = definite && code !== 'changed' && message !== '' && remedy !== ''
      t.expect(isTold, 'expiry-not-told', {
        expected: 'a definite outcome with message and remedy',
        observed: describeAnswer(final),
      })
      const control = await resetAsPerson(t, t.accounts.take())
      const answered = await ask(t, control.answer)
      t.saw('portal', `control: ${describeAnswer(answered)}`)
      t.expect(answered.code === 'changed', 'answered-not-expired', {
        expected: '200 changed',
        observed: describeAnswer(answered),
      })
    },
  }),
  requirement({
    id: 'PWB-TTL-6',
    level: 'MUST',
    subject: 'relay',
    title: 'an expired message leaves no copy behind in a dead-letter address',
    source: 'WE',
    needs: ['portal', 'accounts', 'agent', 'relayTime', 'relayAccess'],
    timeMode: 'virtual',
    findings: {
      'copy-left-behind': 'an expired request waits at a dead-letter address',
      'nothing-waited': 'no request waited at the relay before its expiry, so nothing was judged',
    },
    async check(t) {
      const login = await t.relayAccess.login('agent')
      const { receiveRequests, deadRequests } = t.relayAccess.addresses
      if (deadRequests === undefined) {
        throw new Unsupported(
          'relay',
          'where it puts what expired is not known: name it in the target file, addresses.deadRequests',
        )
      }
      const toldOf = await leaveWaiting(t)
      const waiting = await t.relayAccess.holds(login, receiveRequests)
      await t.relayTime.pass(t.relayTime.ttlMs + t.relayTime.aroundMs)
      const after = await t.relayAccess.holds(login, receiveRequests)
      const dead = await t.relayAccess.holds(login, deadRequests)
      t.saw('receiver with the agent’s credential', `before expiry: ${waiting}; after: ${after}`)
      t.saw('receiver at the dead-letter address', dead)
      t.saw('portal', await toldOf())
      t.expect(waiting === 'message', 'nothing-waited', {
        expected: 'a message waits before its expiry',
        observed: waiting,
      })
      t.expect(dead !== 'message' && after !== 'message', 'copy-left-behind', {
        expected: 'no message',
        observed: `requests: ${after}, dead letters: ${dead}`,
      })
    },
  }),
]
