import { setTimeout as sleep } from 'node:timers/promises'
import type { Account } from '../../../target/accounts.ts'
import type { PortalAnswer } from '../../../target/portal/portal-client.ts'
import { newPassword } from '../../../target/trust/secrets.ts'
import type { AgentEvent } from '../../capabilities/handed-out.ts'
import { describeAnswer, resetAsPerson } from '../../effects.ts'
import type { OperationKind } from '../../operation-kinds.ts'
import { OPERATIONS, TOO_SHORT } from '../../operations.ts'
import { type Context, requirement } from '../../requirement.ts'
import { expectWrittenBack } from '../../written-back.ts'

/** The numbers that the product documents for its source PasswordResetService. */
export const STARTED = 31_015
const STOPPED = 31_016
const SETTLES_MS = 5_000
const POLL_MS = 50
const START: Readonly<Record<OperationKind, number>> = {
  'self-service reset': 31_001,
  'administrator reset': 31_009,
  change: 31_006,
}
const ONBOARDING = [31_004, 31_018, 31_005] as const
const OFFBOARDING = [31_012, 31_013] as const

type Acting = Context<'portal' | 'accounts', string>

interface Case {
  readonly name: string
  readonly kind: OperationKind
  /** Between the operation's first event and its failure; absent: it succeeds. */
  readonly reason?: number
  readonly password?: string
  prepare?(t: Acting, account: Account): Promise<void>
}

const CASES: readonly Case[] = [
  { name: 'reset', kind: 'self-service reset' },
  { name: 'change', kind: 'change' },
  { name: 'administrator’s reset', kind: 'administrator reset' },
  { name: 'policy', kind: 'self-service reset', reason: 33_008, password: TOO_SHORT },
  {
    name: 'not found',
    kind: 'administrator reset',
    reason: 33_002,
    prepare: (t, account) => t.accounts.remove(account),
  },
  {
    name: 'permission',
    kind: 'self-service reset',
    reason: 33_004,
    prepare: (t, account) => t.accounts.protect(account),
  },
  {
    name: 'locked',
    kind: 'change',
    reason: 33_006,
    prepare: (t, account) => t.accounts.lock(account),
  },
  {
    name: 'disabled',
    kind: 'administrator reset',
    reason: 33_005,
    prepare: (t, account) => t.accounts.disable(account),
  },
]

/** Success stands one above the start, failure two. */
const expectedOf = ({ kind, reason }: Case): number[] =>
  reason === undefined ? [START[kind], START[kind] + 1] : [START[kind], reason, START[kind] + 2]

export const numbers = (events: readonly AgentEvent[]) => events.flatMap(({ id }) => id ?? [])

/** Whether the wanted numbers occur in this order, whatever stands between them. */
const occurInOrder = (seen: readonly number[], wanted: readonly number[]) => {
  let next = 0
  for (const id of seen) if (id === wanted[next]) next++
  return next === wanted.length
}

export const ofTenant = (events: readonly AgentEvent[], name: string) =>
  events.filter(({ tenant }) => tenant === name)

/** The events from the given one on, as soon as the tenant's are as awaited, or when that takes too long. */
export async function eventsUntil(
  t: Context<'events' | 'tenant', string>,
  from: number,
  awaited: (ids: readonly number[]) => boolean,
) {
  const deadline = performance.now() + SETTLES_MS
  for (;;) {
    const since = (await t.events.all()).slice(from)
    const isThere = awaited(numbers(ofTenant(since, t.tenant.name)))
    if (isThere || performance.now() > deadline) return since
    await sleep(POLL_MS)
  }
}

/** The service says that it started when the relay has let it in, which may be after the portal says up. */
const sinceStarted = (t: Context<'events' | 'tenant', string>, from: number) =>
  eventsUntil(t, from, (ids) => ids.includes(STARTED))

export type Judging = Context<
  'portal' | 'accounts' | 'events' | 'newcomer' | 'agent' | 'tenant',
  'event-missing' | 'secret-in-events'
>

async function performAll(t: Judging) {
  const done: { readonly row: Case; readonly answer: PortalAnswer; readonly secrets: string[] }[] =
    []
  for (const row of CASES) {
    const account = t.accounts.take()
    await row.prepare?.(t, account)
    const password = row.password ?? newPassword()
    const answer = await OPERATIONS[row.kind](t, account, password)
    done.push({ row, answer, secrets: [password, account.password] })
  }
  return done
}

export function expectEvents(
  t: Pick<Judging, 'saw' | 'expect'>,
  name: string,
  seen: readonly number[],
  wanted: readonly number[],
) {
  t.saw('event log', `${name}: ${seen.join(', ') || 'nothing'}`)
  t.expect(occurInOrder(seen, wanted), 'event-missing', {
    expected: `${name}: ${wanted.join(', ')}`,
    observed: seen.join(', ') || 'nothing',
  })
}

/** The events of every operation, of enabling and disabling, and of the service; it restarts the agent. */
export async function judgeEvents(t: Judging): Promise<void> {
  const before = (await t.events.all()).length
  const done = await performAll(t)
  await t.newcomer.enable()
  await t.newcomer.disable()
  await t.agent.stop()
  await t.agent.restart()
  const since = await sinceStarted(t, before)
  for (const { row, answer } of done) {
    const mine = since.filter(({ trackingId }) => trackingId === answer.operationId)
    const name = `${row.name} (${describeAnswer(answer)})`
    expectEvents(t, name, numbers(mine), expectedOf(row))
  }
  const newcomer = numbers(ofTenant(since, t.newcomer.name))
  expectEvents(t, 'enabling, disabling', newcomer, [...ONBOARDING, ...OFFBOARDING])
  const service = numbers(ofTenant(since, t.tenant.name))
  expectEvents(t, 'service', service, [STOPPED, STARTED])
  const secrets = done.flatMap((one) => one.secrets)
  const found = since.filter(({ line }) => secrets.some((secret) => line.includes(secret)))
  t.expect(found.length === 0, 'secret-in-events', {
    expected: 'no password in any event',
    observed: `${found.length} events with a password`,
  })
}

/** What LIFE-8 finds. */
export const EVENT_FINDINGS = {
  'event-missing': 'an event is missing, out of order, or without the operation’s tracking id',
  'secret-in-events': 'a password stands in the event log',
} as const

export const events = [
  requirement({
    id: 'PWB-LIFE-5',
    level: 'SHOULD',
    subject: 'agent',
    title: 'writeback does not start before a full import, and says so',
    source: 'EN',
    needs: ['portal', 'accounts', 'directory', 'agent', 'events', 'tenant'],
    timeMode: 'real',
    findings: {
      'started-before-import':
        'the service started, or was not told to have, without a full import before',
      'control-not-written-back': 'after the import and the start a reset was not written back',
    },
    async check(t) {
      const before = (await t.events.all()).length
      await t.agent.stop()
      await t.agent.restart()
      const since = ofTenant(await sinceStarted(t, before), t.tenant.name)
      const imported = since.findIndex(({ name }) => name === 'FullImportDone')
      const started = since.findIndex(({ id }) => id === STARTED)
      const seen = since.map(({ name }) => name).join(', ')
      t.saw('event log', `after a restart: ${seen}`)
      const inOrder = t.expect(imported >= 0 && imported < started, 'started-before-import', {
        expected: 'FullImportDone, then WriteBackServiceStarted',
        observed: seen,
      })
      if (!inOrder) return
      const account = t.accounts.take()
      const { answer, password } = await resetAsPerson(t, account)
      await expectWrittenBack(t, { account, password, answer }, 'control-not-written-back')
    },
  }),
  requirement({
    id: 'PWB-LIFE-8',
    level: 'MUST',
    subject: 'agent',
    title:
      'the event log carries the documented events, in order, with tracking id and without a secret',
    source: 'TS, NX',
    needs: ['portal', 'accounts', 'agent', 'events', 'newcomer', 'tenant'],
    timeMode: 'real',
    findings: EVENT_FINDINGS,
    check: judgeEvents,
  }),
]
