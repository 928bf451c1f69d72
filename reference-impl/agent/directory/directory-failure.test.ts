import { ConstraintViolationError } from 'ldapts'
import { expect, it } from 'vitest'
import { connectFailure, describeFailure, requestFailure } from './directory-failure.ts'

it('a refusal keeps its code and the Win32 error, and nothing else of the directory’s text', () => {
  const text = '0000052D: AtrErr: DSID-03191083, #1:\n\t0: CN=Jane Doe,DC=corp\n\0'
  const { failure } = requestFailure(new ConstraintViolationError(text))
  expect(failure).toEqual({ kind: 'refused', code: 19, hex: '0000052D' })
  expect(describeFailure(failure)).toBe('LDAP result 19 0000052D')
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
