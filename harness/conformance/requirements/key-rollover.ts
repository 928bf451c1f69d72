import type { TestKeys } from '../../contract/role-config.ts'
import { newPassword } from '../../target/trust/secrets.ts'
import { describeAnswer, describeBind } from '../effects.ts'
import { eventually, unlessStuck } from '../in-background.ts'
import { OPERATIONS } from '../operations.ts'
import { type Context, requirement } from '../requirement.ts'

const DAY_MS = 86_400_000

type Keys = TestKeys['tenants'][string]
export type Rolling = Context<'portal' | 'accounts' | 'directory' | 'testKeys' | 'clock', string>

/** Every key that a rollover replaces. */
const KEYS: Readonly<Record<string, (keys: Keys) => string>> = {
  'key id': ({ keyId }) => String(keyId),
  'RSA pair': ({ privateKeyPem }) => privateKeyPem,
  'symmetric key': ({ symmetricKey }) => symmetricKey,
  'relay secret': ({ relay }) => relay.password,
}
export const keptOf = (before: Keys, after: Keys) =>
  Object.entries(KEYS).flatMap(([name, of]) => (of(before) === of(after) ? [name] : []))

/** Whether a reset works, once keys are new. */
export async function worksAfterwards(t: Rolling) {
  const account = t.accounts.take()
  const password = newPassword()
  const answer = await unlessStuck(t, OPERATIONS['administrator reset'](t, account, password))
  const bound = await t.directory.bind(account, password)
  t.saw('bind', `afterwards: ${describeAnswer(answer)}, ${describeBind(bound)}`)
  return {
    holds: answer.code === 'changed' && bound.accepted,
    observed: `${describeAnswer(answer)}, ${describeBind(bound)}`,
  }
}

/** From this moment to as many calendar months later. */
function monthsFrom(nowMs: number, months: number): number {
  const then = new Date(nowMs)
  then.setUTCMonth(then.getUTCMonth() + months)
  return then.getTime() - nowMs
}

/** When keys may not have rolled yet, and when they must have: milliseconds after they were made, and in words. */
interface Period {
  readonly early: string
  earlyMs(madeAtMs: number): number
  readonly due: string
  dueMs(madeAtMs: number): number
}

const SIX_MONTHS: Period = {
  early: 'five months and a day',
  earlyMs: (madeAtMs) => monthsFrom(madeAtMs, 5),
  due: 'six months',
  dueMs: (madeAtMs) => monthsFrom(madeAtMs, 6),
}

const DAYS_180: Period = {
  early: '179 days',
  earlyMs: () => 178 * DAY_MS,
  due: '180 days',
  dueMs: () => 180 * DAY_MS,
}

const findings = {
  'rolled-too-early': 'keys had changed a month, or a day of 180, before they were due',
  'not-rolled': 'the keys are the same a day after they were due',
  'key-kept': 'one of the keys was not replaced by the rollover',
  'not-rolled-on-return': 'an agent that was down then had not rolled before its first operation',
  'unusable-after-rollover': 'after the rollover a reset does not work',
} as const

type Checking = Context<
  'portal' | 'accounts' | 'directory' | 'agent' | 'agentAdministration' | 'testKeys' | 'clock',
  keyof typeof findings
>

/** The last of the day is not jumped over: an agent whose first attempt failed has time for a second one. */
const HOUR_MS = 3_600_000

async function rollsWithinTheHour(t: Checking, keyId: number): Promise<boolean> {
  const isAnother = async () => (await t.testKeys.read()).keyId !== keyId
  if (await eventually(isAnother, t.clock.drained('agent'))) return true
  await t.clock.step(HOUR_MS)
  return eventually(isAnother, t.clock.drained('agent'))
}

async function judgeRollover(t: Checking, period: Period) {
  // Keys made now, whatever earlier checks did.
  await t.agentAdministration.enable()
  for (const down of [false, true]) {
    const before = await t.testKeys.read()
    const madeAt = await t.clock.now()
    await t.clock.jump(period.earlyMs(madeAt))
    // Whoever looks once a day has looked by now.
    await t.clock.jump(DAY_MS)
    await t.clock.drained('agent')
    const early = await t.testKeys.read()
    t.expect(early.keyId === before.keyId, 'rolled-too-early', {
      expected: `the same key id after ${period.early}`,
      observed: 'another key id',
    })
    if (down) await t.agent.stop()
    await t.clock.jump(madeAt + period.dueMs(madeAt) + DAY_MS - HOUR_MS - (await t.clock.now()))
    if (down) await t.agent.restart()
    const rolled = await rollsWithinTheHour(t, early.keyId)
    const kept = keptOf(early, await t.testKeys.read())
    t.saw(
      'test keys',
      `${down ? 'agent down meanwhile' : 'agent up'}: after ${period.due} and a day ${rolled ? 'rolled' : 'the same'}`,
    )
    t.expect(rolled, down ? 'not-rolled-on-return' : 'not-rolled', {
      expected: 'another key id',
      observed: 'the same key id',
    })
    t.expect(!rolled || kept.length === 0, 'key-kept', {
      expected: 'all replaced',
      observed: `kept: ${kept.join(', ')}`,
    })
    const { holds, observed } = await worksAfterwards(t)
    t.expect(holds, 'unusable-after-rollover', {
      expected: '200 changed, bind accepted',
      observed,
    })
  }
}

const common = {
  id: 'PWB-KEY-1',
  level: 'MUST',
  subject: 'system',
  needs: ['portal', 'accounts', 'directory', 'agent', 'agentAdministration', 'testKeys', 'clock'],
  timeMode: 'virtual',
  findings,
} as const

export const keyRollover = [
  requirement({
    ...common,
    title: 'all keys roll six calendar months after they were made, not earlier',
    source: 'OV',
    check: (t) => judgeRollover(t, SIX_MONTHS),
  }),
]

/** As `entra-2025` reads it. */
export const keyRollover2025 = requirement({
  ...common,
  title: 'all keys roll 180 days after they were made, not earlier',
  source: 'NX',
  check: (t) => judgeRollover(t, DAYS_180),
})
