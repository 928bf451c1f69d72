import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAuthority, type Identity } from '../../harness/target/trust/pki.ts'
import {
  addPerson,
  attribute,
  HEAD,
  openTestDirectory,
  outcome,
  reset,
  RESET_REFUSED,
  SERVERNAME,
  STAFF,
  type TestDirectory,
} from './testing.ts'

let folder: string
let tls: Identity
let directory: TestDirectory

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'writeback-'))
  tls = await (await createAuthority(folder)).issue('directory', SERVERNAME)
  directory = await openTestDirectory({ tls })
})

afterAll(async () => {
  await directory.close()
  await rm(folder, { recursive: true })
})

const add = (
  name: string,
  precedence: number,
  length: number,
  target: string,
  on: TestDirectory = directory,
) =>
  on.administrator.add(`CN=${name},CN=Password Settings Container,CN=System,${HEAD}`, [
    attribute('objectClass', 'msDS-PasswordSettings'),
    attribute('msDS-PasswordSettingsPrecedence', String(precedence)),
    attribute('msDS-PasswordReversibleEncryptionEnabled', 'FALSE'),
    attribute('msDS-PasswordHistoryLength', '0'),
    attribute('msDS-PasswordComplexityEnabled', 'FALSE'),
    attribute('msDS-MinimumPasswordLength', String(length)),
    attribute('msDS-MinimumPasswordAge', '0'),
    attribute('msDS-MaximumPasswordAge', '0'),
    attribute('msDS-LockoutThreshold', '0'),
    attribute('msDS-LockoutObservationWindow', '-18000000000'),
    attribute('msDS-LockoutDuration', '-18000000000'),
    attribute('msDS-PSOAppliesTo', target),
  ])

describe('a fine-grained policy', () => {
  it('holds for the members of its group; the lowest precedence wins, and one’s own before all', async () => {
    const { dn } = await addPerson(directory)
    const [inner, outer] = [`CN=inner,${STAFF}`, `CN=outer,${STAFF}`]
    await directory.administrator.add(inner, [
      attribute('objectClass', 'group'),
      attribute('member', dn),
    ])
    await directory.administrator.add(outer, [
      attribute('objectClass', 'group'),
      attribute('member', inner),
    ])
    const winner = async () => {
      const { searchEntries } = await directory.service.search(dn, {
        scope: 'base',
        attributes: ['msDS-ResultantPSO'],
      })
      return searchEntries[0]?.['msDS-ResultantPSO']
    }
    const resetTo = (password: string) => outcome(directory.service.modify(dn, reset(password)))
    await add('weak', 20, 4, outer)
    expect(await resetTo('abcd')).toMatchObject({ code: 0 })
    await add('strong', 10, 12, inner)
    expect(await resetTo('Abcd-1234')).toEqual({ code: 53, text: RESET_REFUSED })
    expect(await winner()).toMatch(/^CN=strong,/)
    await add('own', 30, 2, dn)
    expect(await resetTo('ab')).toMatchObject({ code: 0 })
    expect(await winner()).toMatch(/^CN=own,/)
  })

  it('of a group is passed over with the fault for it, one of the account is not', async () => {
    const faults = ['directory-ignores-group-policies'] as const
    const faulty = await openTestDirectory({ tls, faults })
    const { dn } = await addPerson(faulty)
    const group = `CN=strict,${STAFF}`
    const members = [attribute('objectClass', 'group'), attribute('member', dn)]
    await faulty.administrator.add(group, members)
    await add('of-group', 10, 20, group, faulty)
    expect(await outcome(faulty.service.modify(dn, reset('Abcd-1234')))).toMatchObject({ code: 0 })
    await add('of-account', 20, 21, dn, faulty)
    expect(await outcome(faulty.service.modify(dn, reset('Abcd-1235')))).toMatchObject({ code: 53 })
    await faulty.close()
  })

  it('is its administrators’ business alone', async () => {
    const base = `CN=Password Settings Container,CN=System,${HEAD}`
    const options = { scope: 'sub', filter: '(objectClass=*)' } as const
    expect((await directory.service.search(base, options)).searchEntries).toEqual([])
    expect((await directory.administrator.search(base, options)).searchEntries).not.toEqual([])
  })
})
