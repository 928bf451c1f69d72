import { generateSync } from 'otplib'
import { Pool } from 'undici'
import { timedConnector } from '../timed-connector.ts'
import type { Edge } from '../../contract/edge.ts'
import { administrationOf, bearer } from './portal-administration.ts'

/** What the portal answered: its HTTP status, and what its body says. `code` is '' if it names none. */
export interface PortalAnswer {
  readonly status: number
  readonly code: string
  readonly definite: boolean
  readonly message: string
  readonly remedy: string
  readonly operationId?: string
  readonly until?: number
  readonly body: Readonly<Record<string, unknown>>
}

export interface PortalClientOptions {
  readonly edge: Edge
  /** How many connections at most; each carries one request at a time. */
  readonly connections: number
  readonly timeoutMs: number
  /**
   * A connection that was idle for longer is not used again: the portal may close it at that moment, and then nobody
   * knows what became of the request. Default: as long as the portal says that it keeps it.
   */
  readonly usedWithinMs?: number
  /** What to reject with when no answer came; by default the client library's own error. */
  readonly noAnswer?: (request: string, cause: unknown) => Error
  /** So many seconds of the portal's clock pass in one of this machine's. Default: 1. */
  readonly clockRate?: number
}

type Body = Readonly<Record<string, unknown>>
type Method = 'GET' | 'POST' | 'PUT'

const asRecord = (input: unknown): Body =>
  typeof input === 'object' && input !== null && !Array.isArray(input) ? { ...input } : {}

const parseBody = (text: string): Body => {
  try {
    const parsed: unknown = JSON.parse(text)
    return asRecord(parsed)
  } catch {
    return {}
  }
}

const text = (body: Body, ...names: string[]): string => {
  for (const name of names) {
    const value = body[name]
    if (typeof value === 'string') return value
  }
  return ''
}

const toAnswer = (status: number, body: Body): PortalAnswer => {
  const { operationId, until } = body
  return {
    status,
    code: text(body, 'code'),
    definite: body['definite'] === true,
    message: text(body, 'message', 'detail'),
    remedy: text(body, 'remedy'),
    ...(typeof operationId === 'string' && { operationId }),
    ...(typeof until === 'number' && { until }),
    body,
  }
}

export type PortalClient = ReturnType<typeof createPortalClient>

/**
 * The judge's and the load's way to a portal: the HTTPS interface of `contract/portal`, TLS verified.
 * Methods reject only when no answer came (connection lost, time-out); a refusal is an answer.
 */
export function createPortalClient(options: PortalClientOptions) {
  const { edge, connections, timeoutMs, noAnswer, usedWithinMs, clockRate = 1 } = options
  const pool = new Pool(`https://${edge.host}:${edge.port}`, {
    connections,
    ...(usedWithinMs !== undefined && {
      keepAliveTimeout: usedWithinMs,
      keepAliveMaxTimeout: usedWithinMs,
    }),
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connect: timedConnector(edge),
  })
  /** The portal's time minus this machine's, and when that was told. */
  let told = { aheadMs: 0, atMs: Date.now() }

  async function exchange(
    method: Method,
    path: string,
    body: Body | undefined,
    headers: Record<string, string>,
  ) {
    const reply = await pool.request({
      method,
      path,
      headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    })
    return { reply, received: await reply.body.text() }
  }

  async function call(
    method: Method,
    path: string,
    body?: Body,
    headers: Record<string, string> = {},
  ): Promise<PortalAnswer> {
    const { reply, received } = await exchange(method, path, body, headers).catch(
      (cause: unknown) => {
        throw noAnswer?.(`${method} ${path}`, cause) ?? cause
      },
    )
    const date = reply.headers['date']
    if (typeof date === 'string') {
      const atMs = Date.now()
      told = { aheadMs: Date.parse(date) - atMs, atMs }
    }
    return toAnswer(reply.statusCode, parseBody(received))
  }

  return {
    ...portalOver(call, () => told.aheadMs + (Date.now() - told.atMs) * (clockRate - 1)),
    close: () => pool.destroy(),
  }
}

type Call = (
  method: Method,
  path: string,
  body?: Body,
  headers?: Record<string, string>,
) => Promise<PortalAnswer>

/** Everything that can be asked of a portal that speaks the contract, over one way to ask. */
export function portalOver(call: Call, clockAheadMs: () => number) {
  /** The TOTP code of the moment, by the portal's own clock (its `Date` header). */
  const totpCode = (secret: string, stepsAhead = 0) =>
    generateSync({
      secret,
      epoch: Math.floor((Date.now() + clockAheadMs()) / 1000) + 30 * stepsAhead,
    })

  const startSession = (user: string) => call('POST', '/sessions', { user })

  const passGate = (sessionId: string, code: string) =>
    call('POST', `/sessions/${sessionId}/gates`, { gate: 'totp', code })

  const setPassword = (sessionId: string, newPassword: string, confirmation = newPassword) =>
    call('POST', `/sessions/${sessionId}/password`, { newPassword, confirmation })

  /** Unlocks without a new password. */
  const unlock = (sessionId: string) => call('POST', `/sessions/${sessionId}/unlock`, {})

  /** Session and gates; answers the session's id, or the answer that stopped it. */
  async function openSession(user: string, totpSecret: string): Promise<PortalAnswer | string> {
    const session = await startSession(user)
    const { sessionId, required } = session.body
    if (typeof sessionId !== 'string') return session
    const gates = typeof required === 'number' ? required : 1
    for (let passed = 0; passed < gates; passed++) {
      const gate = await passGate(sessionId, totpCode(totpSecret, passed))
      if (gate.status !== 200) return gate
    }
    return sessionId
  }

  return {
    call,
    startSession,
    passGate,
    setPassword,
    unlock,
    openSession,
    totpCode,
    /** The portal's time minus this machine's, as its last answer told; milliseconds, to a second. */
    clockAheadMs,

    /** A person's reset: session, gate, new password and confirmation. */
    async selfServiceReset(person: { user: string; totpSecret: string; newPassword: string }) {
      const session = await openSession(person.user, person.totpSecret)
      return typeof session === 'string' ? setPassword(session, person.newPassword) : session
    },

    administratorReset: (ask: { token: string; user: string; newPassword: string }) =>
      call(
        'POST',
        `/users/${encodeURIComponent(ask.user)}/password-resets`,
        { newPassword: ask.newPassword },
        bearer(ask.token),
      ),

    change: (ask: { token: string; currentPassword: string; newPassword: string }) =>
      call(
        'POST',
        '/me/password',
        { currentPassword: ask.currentPassword, newPassword: ask.newPassword },
        bearer(ask.token),
      ),

    operation: (id: string) => call('GET', `/operations/${encodeURIComponent(id)}`),

    /** Tries a password against the cloud's own copy. */
    signIn: (user: string, password: string) => call('POST', '/sign-in', { user, password }),

    ...administrationOf(call),
  }
}
