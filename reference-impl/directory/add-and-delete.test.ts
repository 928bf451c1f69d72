import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Attribute } from 'ldapts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAuthority, type Identity } from '../../harness/target/trust/pki.ts'
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

const user = (name: string, ...more: Attribute[]) =>
  directory.administrator.add(`CN=${name},${STAFF}`, [
    attribute('objectClass', 'user'),
    attribute('sAMAccountName', name),
    ...more,
  ])
const enabled = attribute('userAccountControl', '512')
const password = (text: string) => new Attribute({ type: 'unicodePwd', values: [quoted(text)] })

describe('adding and deleting', () => {
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
