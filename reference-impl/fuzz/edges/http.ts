import {
  administratorResetRequest,
  assignmentsRequest,
  changeRequest,
  enrolRequest,
  gateRequest,
  newPasswordRequest,
  onboardingRequest,
  sessionRequest,
  signInRequest,
  synchronisationRequest,
  unlockRequest,
} from '../../../harness/contract/portal.ts'
import { readBody } from '../../portal/body.ts'
import { Refusal } from '../../portal/refusal.ts'
import { type FuzzEdge, Finding, verdictOf } from '../edge.ts'
import { CLIENT } from '../roles.ts'

const password = 'Some-Passw0rd'
const upload = {
  runId: 'run',
  page: 0,
  last: true,
  users: [
    {
      cloudAnchor: Buffer.alloc(16, 1).toString('base64'),
      userPrincipalName: 'someone@corp.test',
      displayName: 'Some One',
      enabled: true,
      mode: 'pass-through',
    },
  ],
}

/** A valid body for each address that takes one, and the schema that the portal reads it by. */
const REQUESTS = [
  { path: '/sessions', schema: sessionRequest, body: { user: 'someone@corp.test' } },
  { path: '/sessions/none/gates', schema: gateRequest, body: { gate: 'totp', code: '123456' } },
  {
    path: '/sessions/none/password',
    schema: newPasswordRequest,
    body: { newPassword: password, confirmation: password },
  },
  { path: '/sessions/none/unlock', schema: unlockRequest, body: {} },
  { path: '/sign-in', schema: signInRequest, body: { user: 'someone@corp.test', password } },
  {
    path: '/me/password',
    schema: changeRequest,
    body: { currentPassword: password, newPassword: password },
  },
  {
    path: '/users/someone/password-resets',
    schema: administratorResetRequest,
    body: { newPassword: password, mustChangeAtNextLogon: true },
  },
  {
    path: '/onboarding',
    schema: onboardingRequest,
    body: { action: 'enable', tenant: 't', product: 'p', version: '1', publicKey: 'AAAA' },
  },
  {
    path: '/tenants/t/authentication-methods',
    schema: enrolRequest,
    body: { methods: [{ user: 'someone', totpSecret: 'JBSWY3DP' }] },
  },
  {
    path: '/tenants/t/assignments',
    schema: assignmentsRequest,
    body: { assignments: [{ user: 'someone', licences: null, groups: ['a'] }] },
  },
  { path: '/synchronisation', schema: synchronisationRequest, body: upload },
] as const

const parse = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    throw new Refusal('invalid-request')
  }
}

const namesOf = (body: unknown) =>
  typeof body === 'object' && body !== null ? Object.keys(body).toSorted().join() : undefined

/** Parsed, and read as the body of the address whose fields it has; else as that of any. */
function read(bytes: Buffer): void {
  const body = parse(bytes)
  const names = namesOf(body)
  const meant = REQUESTS.find((request) => namesOf(request.body) === names)
  const { schema } = meant ?? REQUESTS[bytes.length % REQUESTS.length] ?? REQUESTS[0]
  readBody<unknown>(schema, body)
}

const BASIC = Buffer.from(`${CLIENT.tenant}:${CLIENT.password}`).toString('base64')
/** Every thirty-second input stands in the request line and the headers, and not in the body. */
const ONE_IN_HEADERS = 32

const pathOf = (body: Buffer, at: number) =>
  (REQUESTS[(at + body.length) % REQUESTS.length] ?? REQUESTS[0]).path

/** The only ones that the portal may take: the others come from nobody. */
const uploadsIn = (inputs: readonly Buffer[]) =>
  inputs.filter((body, at) => pathOf(body, at) === '/synchronisation').length

function requestOf(body: Buffer, at: number): Buffer {
  const path = pathOf(body, at)
  const method = path.startsWith('/tenants') ? 'PUT' : 'POST'
  // The upload is let in; whoever else asks is nobody.
  const authorization = path === '/synchronisation' ? `Basic ${BASIC}` : 'Bearer e30.e30.e30'
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'Host: portal',
    `Authorization: ${authorization}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    '\r\n',
  ]
  return Buffer.concat([Buffer.from(lines.join('\r\n')), body])
}

const FAREWELL = Buffer.from('GET /none HTTP/1.1\r\nHost: portal\r\nConnection: close\r\n\r\n')
const STATUS = /HTTP\/1\.1 (\d{3}) /g
/** 503: too many at once, which is an answer of the portal. */
const ALLOWED_5XX = 503

/** HTTP bodies at the portal, and now and then its headers. */
export const httpEdge: FuzzEdge = {
  corpus: REQUESTS.map(({ body }) => Buffer.from(JSON.stringify(body))),
  decode: (bytes) => verdictOf(() => read(bytes), [Refusal]),
  wires: {
    http: {
      role: 'portal',
      groupSize: 64,
      ends: (input) => verdictOf(() => parse(input), [Refusal]) === 'refused',
      write: (inputs) => {
        const [first = Buffer.alloc(0)] = inputs
        const isInHeaders = first.length % ONE_IN_HEADERS === 0
        const requests = inputs.map(requestOf)
        const tail = isInHeaders ? [Buffer.from('GET /'), first, Buffer.from('\r\n\r\n')] : []
        return [Buffer.concat([...requests, ...tail, FAREWELL])]
      },
      judge(answer, inputs) {
        const statuses = [...answer.toString('latin1').matchAll(STATUS)].map(([, code]) =>
          Number(code),
        )
        const failed = statuses.find((status) => status >= 500 && status !== ALLOWED_5XX)
        if (failed !== undefined) throw new Finding(`the portal answered ${failed}`)
        const taken = statuses.filter((status) => status < 300).length
        if (taken > uploadsIn(inputs)) {
          throw new Finding('the portal did something for somebody unknown')
        }
        return Math.min(inputs.length, statuses.length)
      },
    },
  },
}
