import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Attribute, EqualityFilter } from 'ldapts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAuthority, type Identity } from '../../harness/target/pki.ts'
import {
  addPerson,
  attribute,
  bindData,
  change,
  GOOD_PASSWORD,
  HEAD,
  openTestDirectory,
  outcome,
  quoted,
  reset,
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

const find = async (filter: string, base = HEAD) => {
  const { searchEntries } = await directory.service.search(base, { scope: 'sub', filter })
  return searchEntries.map(({ dn }) => dn)
}

describe('names', () => {
  it.each([
    ['\\ leading space', ' leading space'],
    ['\\#hash', '#hash'],
    ['a\\, b \\+ c \\"d\\" \\\\ \\< e \\> f\\; g\\=h/i', 'a, b + c "d" \\ < e > f; g=h/i'],
    ['trailing space\\ ', 'trailing space '],
    ['two\\0D\\0Alines', 'two\r\nlines'],
    ['Łukasz Žižek 日本', 'Łukasz Žižek 日本'],
  ])('with every special character lead to one entry: %j', async (rdn, cn) => {
    const person = await addPerson(directory, { rdn })
    await directory.service.modify(person.dn, reset('Second-Passw0rd'))
    expect(await bindData(directory, person.user, 'Second-Passw0rd')).toBe('0')
    const { searchEntries } = await directory.service.search(person.dn, { scope: 'base' })
    expect(searchEntries).toMatchObject([{ dn: `CN=${rdn},${STAFF}`, cn }])
  })

  it('are not confused: A\\+B is not A', async () => {
    const [a, ab] = [
      await addPerson(directory, { rdn: 'A' }),
      await addPerson(directory, { rdn: 'A\\+B' }),
    ]
    await directory.service.modify(ab.dn, reset('Second-Passw0rd'))
    expect(await bindData(directory, a.user, GOOD_PASSWORD)).toBe('0')
    expect(await bindData(directory, ab.user, 'Second-Passw0rd')).toBe('0')
  })

  it.each([
    [
      'no entry',
      `CN=nobody,${STAFF}`,
      32,
      `0000208D: NameErr: DSID-0310028B, problem 2001 (NO_OBJECT), data 0, best match of:\n\t'${STAFF}'\n`,
    ],
    [
      'another domain',
      'CN=x,DC=other,DC=test',
      10,
      "0000202B: RefErr: DSID-0310084A, data 0, 1 access points\n\tref 1: 'other.test'\n",
    ],
    [
      'no name',
      'nonsense',
      34,
      "0000208F: NameErr: DSID-03100225, problem 2006 (BAD_NAME), data 8350, best match of:\n\t'nonsense'\n",
    ],
  ])('of %s are refused', async (_name, dn, code, text) => {
    expect(await outcome(directory.service.modify(dn, reset('Second-Passw0rd')))).toEqual({
      code,
      text,
    })
  })
})

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
      ['(mail=a*@x.test.test)', []],
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

describe('adding and deleting', () => {
  const user = (name: string, ...more: Attribute[]) =>
    directory.administrator.add(`CN=${name},${STAFF}`, [
      attribute('objectClass', 'user'),
      attribute('sAMAccountName', name),
      ...more,
    ])
  const enabled = attribute('userAccountControl', '512')
  const password = (text: string) => new Attribute({ type: 'unicodePwd', values: [quoted(text)] })

  it.each<[string, () => Promise<unknown>, number]>([
    ['an enabled user without a password', () => user('a1', enabled), 53],
    ['a user with a password that policy refuses', () => user('a2', enabled, password('x')), 53],
    ['a disabled user without a password', () => user('a3'), 0],
    ['the same name twice', () => user('a3'), 68],
    [
      'another’s account name',
      () => user('a4', attribute('cn', 'a4'), attribute('sAMAccountName', 'A3')),
      68,
    ],
    [
      'below nothing',
      () => directory.administrator.add(`CN=x,OU=none,${HEAD}`, [attribute('objectClass', 'user')]),
      32,
    ],
    [
      'of no class',
      () => directory.administrator.add(`CN=x,${STAFF}`, [attribute('objectClass', 'unicorn')]),
      65,
    ],
    [
      'a user called OU',
      () => directory.administrator.add(`OU=x,${STAFF}`, [attribute('objectClass', 'user')]),
      64,
    ],
    [
      'a policy without its numbers',
      () =>
        directory.administrator.add(`CN=p,${STAFF}`, [
          attribute('objectClass', 'msDS-PasswordSettings'),
        ]),
      65,
    ],
    [
      'a member that does not exist',
      () =>
        directory.administrator.add(`CN=g,${STAFF}`, [
          attribute('objectClass', 'group'),
          attribute('member', `CN=no,${STAFF}`),
        ]),
      32,
    ],
    [
      'by the service account',
      () => directory.service.add(`CN=s,${STAFF}`, [attribute('objectClass', 'user')]),
      50,
    ],
    ['a container with entries away', () => directory.administrator.del(STAFF), 66],
    [
      'the administrators’ group away',
      () => directory.administrator.del(`CN=Domain Admins,CN=Users,${HEAD}`),
      53,
    ],
  ])('%s ends with its code', async (_name, act, code) => {
    expect((await outcome(act())).code).toBe(code)
  })

  it('leaves nothing of a refused add', async () => {
    expect(
      await outcome(user('half', enabled, password('x'), attribute('userPrincipalName', 'half@x'))),
    ).toMatchObject({ code: 53 })
    expect(await find('(sAMAccountName=half)')).toEqual([])
    expect(
      await outcome(
        user('half', enabled, password(GOOD_PASSWORD), attribute('userPrincipalName', 'half@x')),
      ),
    ).toMatchObject({ code: 0 })
  })

  it('takes a deleted account out of its groups, and its names become free', async () => {
    const person = await addPerson(directory)
    const group = `CN=g-${person.name},${STAFF}`
    await directory.administrator.add(group, [
      attribute('objectClass', 'group'),
      attribute('member', person.dn),
    ])
    await directory.administrator.del(person.dn)
    expect(await bindData(directory, person.user, GOOD_PASSWORD)).toBe('52e')
    expect(await find(`(&(cn=g-${person.name})(member=*))`)).toEqual([])
    expect(await outcome(user(person.name))).toMatchObject({ code: 0 })
  })

  it('changes values one by one, and all of a modification or nothing', async () => {
    const { dn } = await addPerson(directory)
    const { administrator } = directory
    const kept = async () => {
      const attributes = ['description', 'title']
      const { searchEntries } = await administrator.search(dn, { scope: 'base', attributes })
      return searchEntries[0]
    }
    await administrator.modify(dn, [
      change('add', 'description', 'a', 'b'),
      change('delete', 'description', 'A'),
    ])
    expect(await kept()).toMatchObject({ description: 'b', title: [] })
    const codes: number[] = []
    for (const bad of [
      change('add', 'description', 'B'),
      change('delete', 'description', 'c'),
      change('add', 'displayName', 'second'),
      change('replace', 'objectGUID', 'x'),
      change('replace', 'cn', 'x'),
      change('replace', 'userAccountControl', 'x'),
    ]) {
      codes.push(
        (await outcome(administrator.modify(dn, [change('replace', 'title', 'z'), bad]))).code,
      )
    }
    expect(codes).toEqual([20, 16, 19, 53, 67, 21])
    expect(await kept()).toMatchObject({ description: 'b', title: [] })
  })
})
