import { Agent } from 'undici'
import type { Edge } from '../../contract/edge.ts'
import { isOutcomeCode, OUTCOMES } from '../../contract/outcomes.ts'
import { Unsupported } from '../errors.ts'
import { timedConnector } from '../timed-connector.ts'
import { newVisit, type StepResult, takeStep, type Visit } from './mapped-exchange.ts'
import { type PortalAnswer, type PortalClient, portalOver } from './portal-client.ts'
import type { MappedOperation, PortalMapping } from './portal-mapping.ts'

export interface MappedPortalOptions {
  readonly edge: Edge
  readonly mapping: PortalMapping
  /** What templates name as `secret.NAME`. */
  readonly secrets: Readonly<Record<string, string>>
  readonly timeoutMs: number
  /** How many at most; each carries one request at a time. Default: as many as are needed. */
  readonly connections?: number
  /** What to reject with when no answer came; by default the client library's own error. */
  readonly noAnswer?: (request: string, cause: unknown) => Error
}

const READABLE = 500
const readable = (text: string) =>
  text
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, READABLE)

const answerOf = ({ status, outcome, text }: StepResult, body: PortalAnswer['body']) => ({
  status,
  code: isOutcomeCode(outcome) ? outcome : '',
  definite: isOutcomeCode(outcome) && OUTCOMES[outcome].definite,
  message: readable(text),
  remedy: '',
  body,
})

const unmapped = (what: string) => new Unsupported('portal', `its mapping says nothing of ${what}`)

/**
 * A portal with an HTTP interface of its own, driven as its mapping says. Tokens here are names: `change` takes
 * the user's. What is not mapped rejects as Unsupported.
 */
export function createMappedPortal(options: MappedPortalOptions): PortalClient {
  const { edge, mapping, secrets, timeoutMs, connections, noAnswer } = options
  const dispatcher = new Agent({
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connect: timedConnector(edge),
    ...(connections !== undefined && { connections }),
  })
  const origin = `https://${edge.host}:${edge.port}`
  const known = Object.entries(secrets).map(([name, value]) => [`secret.${name}`, value] as const)
  const visits = new Map<string, Visit>()
  let begun = 0
  let aheadMs = 0

  async function run(
    operation: MappedOperation,
    visit: Visit,
    given: Readonly<Record<string, string>>,
  ): Promise<StepResult> {
    const steps = mapping.operations[operation]
    if (steps === undefined) throw unmapped(operation)
    for (const [name, value] of Object.entries(given)) visit.values.set(name, value)
    let last: StepResult = { status: 0, outcome: '', text: '', date: undefined }
    for (const step of steps) {
      last = await takeStep(dispatcher, origin, step, visit).catch((cause: unknown) => {
        throw noAnswer?.(`${step.method} ${step.path}`, cause) ?? cause
      })
      if (last.date !== undefined) aheadMs = Date.parse(last.date) - Date.now()
      if (last.outcome !== '') return last
    }
    return last
  }

  const visitOf = (sessionId: string) => visits.get(sessionId) ?? newVisit(known)

  const base = portalOver(
    async (method, path) => {
      throw unmapped(`${method} ${path}`)
    },
    () => aheadMs,
  )

  const startSession = async (user: string) => {
    const visit = newVisit(known)
    const result = await run('begin', visit, { user })
    if (result.outcome !== 'gates-offered') return answerOf(result, {})
    const sessionId = `visit-${++begun}`
    visits.set(sessionId, visit)
    return answerOf(result, { sessionId, gates: ['totp'], required: mapping.gates })
  }

  const tryGate = async (sessionId: string, code: string) => {
    const result = await run('gate', visitOf(sessionId), { code })
    return { passed: result.outcome === 'gate-passed', answer: answerOf(result, {}) }
  }

  const passGate = async (sessionId: string, code: string) => {
    const { passed, answer } = await tryGate(sessionId, code)
    return passed ? { ...answer, status: 200 } : answer
  }

  const setPassword = async (sessionId: string, newPassword: string, confirmation = newPassword) =>
    answerOf(await run('password', visitOf(sessionId), { newPassword, confirmation }), {})

  async function openSession(user: string, totpSecret: string) {
    const session = await startSession(user)
    const { sessionId } = session.body
    if (typeof sessionId !== 'string') return session
    for (let gate = 0; gate < mapping.gates; gate++) {
      // A page that no matcher knows is no gate that was passed.
      const { passed, answer } = await tryGate(sessionId, base.totpCode(totpSecret, gate))
      if (!passed) return answer
    }
    return sessionId
  }

  return {
    ...base,
    startSession,
    passGate,
    setPassword,
    openSession,
    async selfServiceReset({ user, totpSecret, newPassword }) {
      const session = await openSession(user, totpSecret)
      if (typeof session !== 'string') return session
      try {
        return await setPassword(session, newPassword)
      } finally {
        visits.delete(session)
      }
    },
    async change({ token: user, currentPassword, newPassword }) {
      const given = { user, currentPassword, newPassword }
      return answerOf(await run('change', newVisit(known), given), {})
    },
    administratorReset: async ({ user, newPassword }) =>
      answerOf(await run('administratorReset', newVisit(known), { user, newPassword }), {}),
    close: () => dispatcher.destroy(),
  }
}
