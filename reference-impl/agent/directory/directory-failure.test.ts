import { ConstraintViolationError, InvalidCredentialsError } from 'ldapts'
import { expect, it } from 'vitest'
import { connectFailure, describeFailure, requestFailure } from './directory-failure.ts'

it('a refusal keeps its code and the Win32 error, and nothing else of the directory’s text', () => {
  const text = '0000052D: AtrErr: DSID-03191083, #1:\n\t0: CN=Jane Doe,DC=corp\n\0'
  const { failure } = requestFailure(new ConstraintViolationError(text))
  expect(failure).toEqual({ kind: 'refused', code: 19, hex: '0000052D' })
  expect(describeFailure(failure)).toBe('LDAP result 19 0000052D')
})

const bindRefusal = (data: string) =>
  `80090308: LdapErr: DSID-0C09044E, comment: AcceptSecurityContext error, data ${data}, v4563\n\0`

it.each([
  ['525', 'does not exist'],
  ['52e', 'name or password is wrong'],
  ['52f', 'is restricted'],
  ['530', 'at this time'],
  ['531', 'from this machine'],
  ['532', 'password has expired'],
  ['533', 'is disabled'],
  ['701', 'service account has expired'],
  ['773', 'must change its password'],
  ['775', 'is locked out'],
])('a bind refused with data %s says that the service account … %s', (data, why) => {
  const { failure } = connectFailure(new InvalidCredentialsError(bindRefusal(data.toUpperCase())))
  expect(failure).toEqual({ kind: 'refused', code: 49, hex: '80090308', bindData: data })
  expect(describeFailure(failure)).toContain(why)
  expect(describeFailure(failure)).toContain(`(data ${data})`)
})

const told = (text: string) =>
  describeFailure(requestFailure(new InvalidCredentialsError(text)).failure)

it('a bind refused for an unknown number tells it; one that names none tells the code alone', () => {
  expect(told(bindRefusal('80090346'))).toBe(
    'LDAP result 49 80090308: the service account was not let in (data 80090346)',
  )
  expect(told('Invalid credentials of CN=Jane Doe, database 5')).toBe('LDAP result 49')
})

it('`data` in the text of another refusal is no reason of a bind', () => {
  const text = '0000052D: SvcErr: DSID-031A12D2, problem 5003 (WILL_NOT_PERFORM), data 52e\n'
  const { failure } = requestFailure(new ConstraintViolationError(text))
  expect(failure).toEqual({ kind: 'refused', code: 19, hex: '0000052D' })
})

it('an error of connecting never left, an error of a request under way is unknown', () => {
  const noServer = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
  expect(requestFailure(noServer).failure.kind).toBe('unreachable')
  expect(connectFailure(new Error('socket hang up')).failure.kind).toBe('unreachable')
  const closed =
    'Connection closed before message response was received. Message type: ModifyRequest'
  expect(requestFailure(new Error(closed)).failure).toMatchObject({ kind: 'lost', timedOut: false })
  const late = requestFailure(new Error('ModifyRequest: Operation timed out'))
  expect(late.failure).toMatchObject({ kind: 'lost', timedOut: true })
})
