import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Attribute, EqualityFilter } from 'ldapts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAuthority, type Identity } from '../../harness/target/trust/pki.ts'
import {
  addPerson,
  attribute,
  GOOD_PASSWORD,
  HEAD,
  openTestDirectory,
  outcome,
  quoted,
  SERVERNAME,
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

const find = async (filter: string, base = HEAD) => {
  const { searchEntries } = await directory.service.search(base, { scope: 'sub', filter })
  return searchEntries.map(({ dn }) => dn)
}

describe('a search', () => {
  it('finds by any bytes of a GUID, and by <GUID=…> as base', async () => {
    for (let at = 0; at < 20; at++) {
      const { dn } = await addPerson(directory)
      const options = {
        scope: 'base' as const,
        attributes: ['objectGUID'],
        explicitBufferAttributes: ['objectGUID'],
      }
      const { searchEntries } = await directory.service.search(dn, options)
      const guid = searchEntries[0]?.['objectGUID']
      if (!Buffer.isBuffer(guid)) throw new TypeError('no GUID')
      const filter = new EqualityFilter({ attribute: 'objectGUID', value: guid })
      const found = await directory.service.search(HEAD, { scope: 'sub', filter })
      expect(found.searchEntries.map((entry) => entry.dn)).toEqual([dn])
      const byBase = await directory.service.search(`<GUID=${guid.toString('hex')}>`, {
        scope: 'base',
      })
      expect(byBase.searchEntries.map((entry) => entry.dn)).toEqual([dn])
    }
  })

  it('understands the filters that clients use', async () => {
    const base = `OU=filters,${HEAD}`
    await directory.administrator.add(base, [attribute('objectClass', 'organizationalUnit')])
    const make = async (name: string, control: string, mail: string) => {
      await directory.administrator.add(`CN=${name},${base}`, [
        attribute('objectClass', 'user'),
        attribute('sAMAccountName', name),
        attribute('userAccountControl', control),
        new Attribute({ type: 'unicodePwd', values: [quoted(GOOD_PASSWORD)] }),
        ...(mail === '' ? [] : [attribute('mail', mail)]),
      ])
      return `CN=${name},${base}`
    }
    const ann = await make('ann', '512', 'Ann@x.test')
    const bob = await make('bob', '514', '')
    const group = `CN=crew,${base}`
    await directory.administrator.add(group, [
      attribute('objectClass', 'group'),
      attribute('member', ann),
    ])
    const outer = `CN=outer,${base}`
    await directory.administrator.add(outer, [
      attribute('objectClass', 'group'),
      attribute('member', group),
    ])
    const { searchEntries } = await directory.service.search(bob, {
      scope: 'base',
      attributes: ['uSNChanged'],
    })
    const usn = Number(searchEntries[0]?.['uSNChanged'])
    const cases: readonly [string, readonly string[]][] = [
      ['(sAMAccountName=ANN)', [ann]],
      ['(&(objectCategory=person)(objectClass=user))', [ann, bob]],
      ['(&(objectClass=user)(!(userAccountControl:1.2.840.113556.1.4.803:=2)))', [ann]],
      ['(&(objectClass=user)(!(mail=*)))', [bob]],
      ['(|(mail=ann@X.test)(sAMAccountName=bob))', [ann, bob]],
      ['(mail=a*@*test)', [ann]],
      ['(mail=ann@x*x.test)', []],
      [`(uSNChanged>=${usn})`, [bob, group, outer]],
      [`(&(uSNChanged<=${usn})(objectClass=user))`, [ann, bob]],
      [`(memberOf=${group.toLowerCase()})`, [ann]],
      [`(memberOf:1.2.840.113556.1.4.1941:=${outer})`, [ann, group]],
      ['(nosuchattribute=*)', []],
    ]
    for (const [filter, expected] of cases)
      expect([filter, await find(filter, base)]).toEqual([filter, expected])
    expect(await find('(sAMAccountName=administrator)', base)).toEqual([])
  })

  it('answers with what was asked for: spelling of the schema, bytes as bytes, computed only by name', async () => {
    const { dn } = await addPerson(directory)
    const only = async (...attributes: string[]) => {
      const { searchEntries } = await directory.service.search(dn, { scope: 'base', attributes })
      return Object.keys(searchEntries[0] ?? {})
    }
    expect(await only('SAMACCOUNTNAME', 'mail', 'unicodePwd')).toEqual([
      'dn',
      'sAMAccountName',
      'mail',
      'unicodePwd',
    ])
    const { searchEntries } = await directory.service.search(dn, { scope: 'base' })
    expect(searchEntries[0]).not.toHaveProperty('unicodePwd')
    expect(searchEntries[0]).not.toHaveProperty('msDS-User-Account-Control-Computed')
    expect(await only('msDS-User-Account-Control-Computed')).toHaveLength(2)
  })

  it('gives a thousand entries an answer, all of them in pages, and no more than its size limit', async () => {
    const base = `OU=many,${HEAD}`
    const { administrator, service } = directory
    await administrator.add(base, [attribute('objectClass', 'organizationalUnit')])
    const count = 1_050
    await Promise.all(
      Array.from({ length: count }, (_, at) =>
        administrator.add(`CN=c${at},${base}`, [attribute('objectClass', 'contact')]),
      ),
    )
    const filter = '(objectClass=contact)'
    expect(await outcome(service.search(base, { scope: 'one', filter }))).toMatchObject({ code: 4 })
    const pageSizes: number[] = []
    const names = new Set<string>()
    for await (const page of service.searchPaginated(base, {
      scope: 'sub',
      filter,
      paged: { pageSize: 400 },
    })) {
      pageSizes.push(page.searchEntries.length)
      for (const { dn } of page.searchEntries) names.add(dn)
    }
    expect(pageSizes).toEqual([400, 400, 250])
    expect(names.size).toBe(count)
    const few = await service.search(base, { scope: 'sub', filter, sizeLimit: 7 })
    expect(few.searchEntries).toHaveLength(7)
  })

  it('tells the unbound only about itself', async () => {
    const client = directory.connect()
    const { searchEntries } = await client.search('', { scope: 'base' })
    expect(searchEntries).toMatchObject([
      { defaultNamingContext: HEAD, dnsHostName: 'dc1.corp.test', supportedLDAPVersion: '3' },
    ])
    expect(await outcome(client.search(HEAD))).toMatchObject({ code: 1 })
  })
})
