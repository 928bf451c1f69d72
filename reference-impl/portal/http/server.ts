import { randomUUID } from 'node:crypto'
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify'
import { RelayManagementError } from '../../protocol/relay-management.ts'
import type { Answer } from './answers.ts'
import { DOCS_HEADERS, readDocs } from './docs-page.ts'
import { handleAudited } from './handle-audited.ts'
import { keepOpenAfterBadJson } from './json-body.ts'
import { Refusal } from './refusal.ts'
import type { Portal } from '../portal-state.ts'
import { reportFailure } from './report-failure.ts'
import { ROUTES } from '../routes/index.ts'
import type { Call, Route } from '../routes/route.ts'
import { createVariedAnswers } from './vary-answers.ts'
import { WITHOUT_SCHEMAS } from '../../without-schemas.ts'

/** Enough for every body but lists; those have a limit of their own. */
const BODY_LIMIT_BYTES = 64 * 1024
/** A user principal name of 1,024 characters, percent-encoded. */
const MAX_PARAM_CHARACTERS = 16_384
const MS_PER_S = 1_000
/**
 * How long an idle connection is kept, real time. Each answer tells it, and a client leaves shortly before: a
 * request must not meet a connection that is just being closed. So it is far longer than a client's margin.
 */
const KEPT_IDLE_MS = 72_000

const JSON_TYPE = 'application/json; charset=utf-8'
/** RFC 9457. */
const PROBLEM_TYPE = 'application/problem+json; charset=utf-8'

const isStringRecord = (input: unknown): input is Record<string, string> =>
  typeof input === 'object' && input !== null

const isRecord = (input: unknown): input is Record<string, unknown> =>
  typeof input === 'object' && input !== null

const toCall = (request: FastifyRequest, audit: Call['audit']): Call => ({
  params: isStringRecord(request.params) ? request.params : {},
  query: isRecord(request.query) ? request.query : {},
  body: request.body,
  authorization: request.headers.authorization,
  trackingId: request.id,
  audit,
})

/** What fastify itself refuses (not JSON, too large, another content type) has a 4xx status. */
const statusOf = (error: unknown): number =>
  typeof error === 'object' && error !== null && 'statusCode' in error
    ? Number(error.statusCode)
    : 500

function toRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  // Its status code is what the relay answered to the portal, not the portal's to its caller.
  if (error instanceof RelayManagementError)
    return new Refusal(error.statusCode === undefined ? 'relay-unavailable' : 'internal')
  const status = statusOf(error)
  if (status < 400 || status >= 500) return new Refusal('internal')
  const problem = error instanceof Error ? error.message : 'not understood'
  return new Refusal('invalid-request', { status, errors: [{ field: '', problem }] })
}

/** The `Date` header follows the portal's clock: codes that clients make follow it. */
function createDateHeader({ clock }: Portal) {
  let second = -1
  let text = ''
  return () => {
    const now = Math.floor(clock.now() / MS_PER_S)
    if (now !== second) {
      second = now
      text = new Date(now * MS_PER_S).toUTCString()
    }
    return text
  }
}

/** The portal's HTTP interface; listens only when told to. */
export function createServer(portal: Portal, tls: { cert: string; key: string }) {
  const dateHeader = createDateHeader(portal)
  const varied = createVariedAnswers(portal.faults)

  function send(reply: FastifyReply, { status, body, headers, problem }: Answer) {
    if (headers !== undefined) reply.headers(headers)
    return reply
      .status(status)
      .header('content-type', varied.type(problem === true ? PROBLEM_TYPE : JSON_TYPE))
      .header('date', dateHeader())
      .header('tracking-id', reply.request.id)
      .serializer(varied.write)
      .send(varied.body(body))
  }

  const app = fastify({
    ...WITHOUT_SCHEMAS,
    logger: false,
    https: { ...tls, minVersion: 'TLSv1.2', noDelay: true },
    keepAliveTimeout: KEPT_IDLE_MS,
    bodyLimit: BODY_LIMIT_BYTES,
    routerOptions: { maxParamLength: MAX_PARAM_CHARACTERS },
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => {
      void send(reply, portal.answers.refused(toRefusal(error), request.id))
    },
  })
  app.setErrorHandler((error, request, reply) => {
    const refusal = toRefusal(error)
    if (refusal.code === 'internal') reportFailure(request.id, error)
    return send(reply, portal.answers.refused(refusal, request.id))
  })
  app.addHook('onRequest', (_request, _reply, done) => varied.wait(done))
  keepOpenAfterBadJson(app)
  app.setNotFoundHandler((request, reply) => {
    const problem = `no ${request.method} here`
    const refusal = new Refusal('invalid-request', {
      status: 404,
      errors: [{ field: 'path', problem }],
    })
    return send(reply, portal.answers.refused(refusal, request.id))
  })
  const add = (route: Route) => {
    const { method, path, bodyLimitBytes } = route
    app.route({
      method,
      url: path,
      ...(bodyLimitBytes !== undefined && { bodyLimit: bodyLimitBytes }),
      handler: async (request, reply) => {
        const handled = handleAudited(portal, route, (audit) => toCall(request, audit))
        return send(reply, await portal.inFlight.run(handled))
      },
    })
  }
  for (const route of ROUTES) add(route)
  // For people: no part of the interface that others are held to.
  app.get('/docs', (_request, reply) => reply.headers(DOCS_HEADERS).send(readDocs()))
  return app
}
