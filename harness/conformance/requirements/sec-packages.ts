import type { Account } from '../../target/accounts.ts'
import { newPassword } from '../../target/trust/secrets.ts'
import type { Tap } from '../../wire/tap.ts'
import type { AgentEvent } from '../capabilities/handed-out.ts'
import { describeAnswer, describeBind } from '../effects.ts'
import { inBackground, settled, soon, unlessStuck } from '../in-background.ts'
import { OPERATIONS } from '../operations.ts'
import { type Context, requirement } from '../requirement.ts'

type Asking = Context<'portal' | 'accounts' | 'directory' | 'agentLink' | 'clock', string>

/** Past the portal's wait limit: what nobody answers is told as unknown by then. */
const WAITED_MS = 31_000
/** Fewer than the portal client has connections: each unanswered request keeps one. */
const FLIPS = 12

const always = () => true

const reset = (t: Asking, account: Account, password: string) =>
  OPERATIONS['administrator reset'](t, account, password)

/** The first request that the operation sends, as its body's bytes, empty for none; it goes on unchanged. */
async function capture(link: Tap, operation: () => Promise<unknown>): Promise<Buffer> {
  const kept: Buffer[] = []
  const edit = link.editMessages('inbound', always, (body) => {
    kept.push(Buffer.from(body))
    return body
  })
  await operation()
  edit.stop()
  return kept[0] ?? Buffer.alloc(0)
}

/** Sends one request for each body, which takes the request's place; the requests are not waited for. */
async function deliverInstead(t: Asking, account: Account, bodies: readonly BodyOf[]) {
  let next = 0
  const edit = t.agentLink.editMessages('inbound', always, (body) => bodies[next++]?.(body) ?? body)
  const asked = bodies.map(() => inBackground(reset(t, account, newPassword())))
  const all = await soon(() => edit.edited() >= bodies.length, Promise.allSettled(asked))
  edit.stop()
  await settled(t)
  return { asked, delivered: edit.edited(), all }
}

type BodyOf = (body: Buffer) => Buffer

const flipAt =
  (share: number): BodyOf =>
  (body) => {
    const at = Math.min(body.length - 1, Math.floor(share * body.length))
    body[at] = (body[at] ?? 0) ^ 1
    return body
  }

/** From the first byte to the last, evenly: whatever regions a package has, each of 12 parts is hit. */
const EVERYWHERE = Array.from({ length: FLIPS }, (_, index) => index / (FLIPS - 1))

const swapHalves: BodyOf = (body) => {
  const half = Math.floor(body.length / 2)
  return Buffer.concat([body.subarray(half), body.subarray(0, half)])
}

/** After the bodies were delivered the account is as it was, and an untouched request still works. */
async function expectUntouched<F extends string>(
  t: Asking & Context<'directory', F>,
  account: Account,
  setAtBefore: string | undefined,
  codes: { readonly applied: F; readonly controlRefused: F },
) {
  const setAt = await t.directory.read(account, 'pwdLastSet')
  const kept = await t.directory.bind(account, account.password)
  t.saw(
    'directory',
    `pwdLastSet ${setAt === setAtBefore ? 'stays' : 'moved'}; the password before: ${describeBind(kept)}`,
  )
  const untouched = t.expect(setAt === setAtBefore, codes.applied, {
    expected: 'pwdLastSet stays',
    observed: `it moved; the password before: ${describeBind(kept)}`,
  })
  // Nothing was written, and yet it does not bind: it never was the account's.
  if (untouched) {
    t.expect(kept.accepted, codes.controlRefused, {
      expected: 'the password before still binds',
      observed: describeBind(kept),
    })
  }
  const password = newPassword()
  const control = await unlessStuck(t, reset(t, account, password))
  const bound = await t.directory.bind(account, password)
  t.saw('bind', `control, untouched: ${describeAnswer(control)}, ${describeBind(bound)}`)
  t.expect(control.code === 'changed' && bound.accepted, codes.controlRefused, {
    expected: '200 changed, bind accepted',
    observed: `${describeAnswer(control)}, ${describeBind(bound)}`,
  })
}

/** SEC: packages that are not what the portal sealed for this agent now. */
/** DecryptionError and ValidationError, by their documented ids. */
const PACKAGE_ERRORS: ReadonlySet<number> = new Set([32_004, 32_008])
const isPackageError = ({ id }: AgentEvent) => id !== null && PACKAGE_ERRORS.has(id)

export const secPackages = [
  requirement({
    id: 'PWB-SEC-2',
    level: 'MUST',
    subject: 'system',
    title: 'the whole package is sealed: a bit flipped anywhere in it makes it refused',
    source: 'OV, NX',
    needs: ['portal', 'accounts', 'directory', 'agentLink', 'clock'],
    timeMode: 'mixed',
    findings: {
      'tampered-applied': 'a request with a flipped bit was applied',
      'tampered-result-believed': 'the person was told the outcome of a result with a flipped bit',
      'nothing-altered': 'not every message reached the tap to be altered, so not all was judged',
      'untouched-refused': 'the control, an untouched request, was not applied',
    },
    async check(t) {
      const account = t.accounts.take()
      const setAt = await t.directory.read(account, 'pwdLastSet')
      const { asked, delivered, all } = await deliverInstead(t, account, EVERYWHERE.map(flipAt))
      t.saw('tap', `${delivered} requests with one bit flipped each, first byte to last`)
      t.expect(all, 'nothing-altered', { expected: `${FLIPS} altered`, observed: `${delivered}` })
      await expectUntouched(t, account, setAt, {
        applied: 'tampered-applied',
        controlRefused: 'untouched-refused',
      })
      await judgeResults(t)
      await t.clock.step(WAITED_MS)
      await Promise.all(asked)
    },
  }),
  requirement({
    id: 'PWB-SEC-6',
    level: 'MUST',
    subject: 'agent',
    title: 'tampered, truncated, foreign or re-ordered packages never change a password',
    source: 'OV, WE',
    needs: ['portal', 'accounts', 'directory', 'agentLink', 'clock', 'neighbour', 'events'],
    timeMode: 'mixed',
    findings: {
      'bad-package-applied': 'a package that is not what the portal sealed changed a password',
      'nothing-altered': 'not every package reached the agent, so not all was judged',
      'not-logged': 'the agent’s event log has no decryption or validation error for a bad package',
      'untouched-refused': 'the control, an untouched request, was not applied',
    },
    async check(t) {
      const neighbour = await t.neighbour.open()
      const foreignAccount = neighbour.accounts.take()
      const foreign = await capture(neighbour.agentLink, async () =>
        neighbour.portal.administratorReset({
          token: await neighbour.portal.administratorToken(),
          user: foreignAccount.user,
          newPassword: newPassword(),
        }),
      )
      const bad: Readonly<Record<string, BodyOf>> = {
        tampered: flipAt(0.5),
        'cut by a byte': (body) => body.subarray(0, body.length - 1),
        'cut in half': (body) => body.subarray(0, body.length / 2),
        empty: () => Buffer.alloc(0),
        'with a byte more': (body) => Buffer.concat([body, Buffer.from([0])]),
        're-ordered': swapHalves,
        'of another tenant and its keys': () => foreign,
      }
      const account = t.accounts.take()
      const setAt = await t.directory.read(account, 'pwdLastSet')
      const before = (await t.events.all()).length
      const kinds = Object.keys(bad)
      const { asked, delivered, all } = await deliverInstead(t, account, Object.values(bad))
      t.saw('tap', `${delivered} bad packages: ${kinds.join(', ')}`)
      t.expect(all && foreign.length > 0, 'nothing-altered', {
        expected: `${kinds.length} delivered`,
        observed: `${delivered}, the foreign one of ${foreign.length} bytes`,
      })
      const logged = (await t.events.all()).slice(before).filter(isPackageError)
      t.saw('event log', `${logged.length} decryption or validation errors`)
      t.expect(logged.length >= kinds.length, 'not-logged', {
        expected: `${kinds.length} decryption or validation errors`,
        observed: `${logged.length}`,
      })
      await expectUntouched(t, account, setAt, {
        applied: 'bad-package-applied',
        controlRefused: 'untouched-refused',
      })
      await t.clock.step(WAITED_MS)
      await Promise.all(asked)
    },
  }),
  requirement({
    id: 'PWB-SEC-7',
    level: 'MUST',
    subject: 'agent',
    title: 'a replayed request is not applied twice, also across a restart of the agent',
    source: 'WE',
    needs: [
      'portal',
      'accounts',
      'directory',
      'directoryAdministrator',
      'agentLink',
      'agent',
      'clock',
    ],
    timeMode: 'mixed',
    findings: {
      'replay-applied': 'a replayed request set its password once more',
      'nothing-replayed': 'the replay did not reach the agent, so nothing was judged',
      'untouched-refused': 'the control, a request that is no replay, was not applied',
    },
    async check(t) {
      for (const restart of [false, true]) {
        const account = t.accounts.take()
        // The directory's history would refuse the first password anyway, whatever the agent does.
        const forgetful = { precedence: 10, historyLength: 0 }
        const policy = await t.directoryAdministrator.policy(forgetful, [account.dn])
        const first = newPassword()
        const replayed = await capture(t.agentLink, () => reset(t, account, first))
        account.password = newPassword()
        await reset(t, account, account.password)
        if (restart) {
          await t.agent.stop()
          await t.agent.restart()
        }
        const setAt = await t.directory.read(account, 'pwdLastSet')
        const { asked, delivered, all } = await deliverInstead(t, account, [() => replayed])
        t.saw('tap', `${delivered} replayed${restart ? ' after a restart of the agent' : ''}`)
        t.expect(all && replayed.length > 0, 'nothing-replayed', {
          expected: '1 replayed',
          observed: `${delivered} of ${replayed.length} bytes`,
        })
        await expectUntouched(t, account, setAt, {
          applied: 'replay-applied',
          controlRefused: 'untouched-refused',
        })
        await t.clock.step(WAITED_MS)
        await Promise.all(asked)
        await policy.remove()
      }
    },
  }),
]

/** A result with a flipped bit tells nothing: nobody is told an outcome because of it. */
async function judgeResults(
  t: Asking & Context<'portal', 'tampered-result-believed' | 'nothing-altered'>,
) {
  const edit = t.agentLink.editMessages('outbound', always, flipAt(0.5))
  const asked = inBackground(reset(t, t.accounts.take(), newPassword()))
  const altered = await soon(() => edit.edited() > 0, asked)
  await settled(t)
  edit.stop()
  t.expect(altered, 'nothing-altered', { expected: '1 result altered', observed: 'none' })
  await t.clock.step(WAITED_MS)
  const answer = await asked
  t.saw('portal', `result with a flipped bit: ${describeAnswer(answer)}`)
  t.expect(!altered || !answer.definite, 'tampered-result-believed', {
    expected: 'an indefinite answer',
    observed: describeAnswer(answer),
  })
}
