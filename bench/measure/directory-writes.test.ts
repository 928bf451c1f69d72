import { expect, it } from 'vitest'
import type { System } from '../../harness/target/system.ts'
import type { LdapRequest } from '../../harness/wire/ldap-requests.ts'
import { watchWrites } from './directory-writes.ts'

const request = (operation: LdapRequest['operation'], entry: string | null): LdapRequest => ({
  at: 0,
  connection: 1,
  operation,
  entry,
})

const GUID = '00112233445566778899aabbccddeeff'
const ADA = { dn: 'CN=Ada,DC=corp,DC=test', guid: GUID }

/** A system whose only domain controller has a tap that saw these. */
const seen = (requests: readonly LdapRequest[], mode = 'inspecting') => {
  const tap = { mode, ldapRequests: () => requests }
  // Only the tap is used.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return { taps: { controllers: new Map([['dc1', tap]]) } } as unknown as System
}

it('writes are told of each entry, however the agent called it, from the start of watching', () => {
  const requests = [request('modify', ADA.dn)]
  const count = watchWrites(seen(requests))
  requests.push(
    request('modify', 'cn=ada,dc=corp,dc=test'),
    request('modify', `<GUID=${GUID}>`),
    request('modify', '<GUID=33221100-5544-7766-8899-AABBCCDDEEFF>'),
    request('modify', 'CN=Bob,DC=corp,DC=test'),
    request('search', null),
  )
  const writes = count?.()
  expect(writes?.all).toBe(4)
  expect(writes?.of(ADA)).toBe(3)
})

it('a tap that cannot read counts nothing', () => {
  expect(watchWrites(seen([], 'opaque'))).toBeNull()
})
