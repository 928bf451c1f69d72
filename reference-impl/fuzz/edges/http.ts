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
import { readBody } from '../../portal/http/body.ts'
import { Refusal } from '../../portal/http/refusal.ts'
import { type FuzzEdge, verdictOf } from '../edge.ts'
import { httpWires } from './http-wires.ts'

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

/** HTTP at the portal: bodies in process; over sockets bodies, and requests that are none. */
export const httpEdge: FuzzEdge = {
  corpus: REQUESTS.map(({ body }) => Buffer.from(JSON.stringify(body))),
  decode: (bytes) => verdictOf(() => read(bytes), [Refusal]),
  wires: httpWires(REQUESTS.map(({ path }) => path)),
}
