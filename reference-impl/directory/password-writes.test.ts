import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAuthority, type Identity } from '../../harness/target/pki.ts'
import type { FaultName } from '../faults.ts'
import {
  addPerson,
  attribute,
  bindData,
  change,
  changePassword,
  GOOD_PASSWORD,
  HEAD,
  openTestDirectory,
  outcome,
  PolicyHints,
  quoted,
  reset,
  SERVERNAME,
  STAFF,
  type TestDirectory,
} from './testing.ts'

const GOOD = 'Second-Passw0rd'
const DAY_MS = 86_400_000
const RESET_REFUSED = '0000052D: SvcErr: DSID-031A12D2, problem 5003 (WILL_NOT_PERFORM), data 0\n'
const changeRefused = (hex: string) =>
  `${hex}: AtrErr: DSID-03191083, #1:\n\t0: ${hex}: DSID-03191083, problem 1005 (CONSTRAINT_ATT_TYPE), data 0, Att 9005a (unicodePwd)\n`

let folder: string
let tls: Identity
let directory: TestDirectory
let samba: TestDirectory

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'writeback-'))
  tls = await (await createAuthority(folder)).issue('directory', SERVERNAME)
  directory = await openTestDirectory({ tls })
  samba = await openTestDirectory({ tls, config: { dialect: 'samba' } })
})

afterAll(async () => {
  await Promise.all([directory.close(), samba.close()])
  await rm(folder, { recursive: true })
})

describe('a reset by the service account', () => {
  it.each<[string, string, number, string]>([
    ['a good one', GOOD, 0, ''],
    ['too short', 'Sh0rt-', 53, RESET_REFUSED],
    ['of two classes', 'onlyletters1', 53, RESET_REFUSED],
    ['with parts of names only', 'xx-Som-el-1', 0, ''],
    ['with a token of the display name', 'xx-SOME-one-1', 53, RESET_REFUSED],
    ['of 256 characters', `Aa1-${'😀'.repeat(126)}`, 0, ''],
    ['of 257 characters', `Aa1-${'x'.repeat(253)}`, 53, RESET_REFUSED],
    ['empty', '', 53, RESET_REFUSED],
    ['in many scripts', 'Zürich-日本語9€😀é', 0, ''],
    ['as the current one', GOOD_PASSWORD, 0, ''],
  ])('takes or refuses a password %s', async (_name, password, code, text) => {
    const person = await addPerson(directory, { displayName: 'Some One-Else' })
    const found = await outcome(directory.service.modify(person.dn, reset(password)))
    expect(found).toEqual({ code, text })
    const valid = code === 0 ? password : GOOD_PASSWORD
    expect(await bindData(directory, person.user, valid)).toBe('0')
    if (valid === password && password !== GOOD_PASSWORD) {
      expect(await bindData(directory, person.user, GOOD_PASSWORD)).toBe('52e')
    }
  })

  it.each([
    ['windows', 53, RESET_REFUSED],
    [
      'samba',
      53,
      '0000052D: Unwilling to perform - check_password_restrictions: the password is too short. It should be equal to or longer than 8 characters!',
    ],
  ])('says in the %s dialect what was wrong', async (dialect, code, text) => {
    const on = dialect === 'samba' ? samba : directory
    const { dn } = await addPerson(on)
    expect(await outcome(on.service.modify(dn, reset('Sh0rt')))).toEqual({ code, text })
  })

  it.each(['3003020101', '308400000003020101'])(
    'with policy hints %s looks at the history',
    async (value) => {
      const { dn } = await addPerson(directory)
      const hinted = (password: string) =>
        outcome(directory.service.modify(dn, reset(password), new PolicyHints(value)))
      expect(await hinted(GOOD)).toEqual({ code: 0, text: '' })
      expect(await hinted(GOOD)).toEqual({ code: 53, text: RESET_REFUSED })
      expect(await hinted(GOOD_PASSWORD)).toEqual({ code: 53, text: RESET_REFUSED })
      const off = new PolicyHints('3003020100')
      expect(await outcome(directory.service.modify(dn, reset(GOOD_PASSWORD), off))).toMatchObject({
        code: 0,
      })
    },
  )

  it('with policy hints it cannot read, or does not have, is refused', async () => {
    const { dn } = await addPerson(directory)
    const garbled = (value: string) =>
      outcome(directory.service.modify(dn, reset(GOOD), new PolicyHints(value)))
    expect((await garbled('')).text).toMatch(/^00000057: .*Error processing control/)
    expect(await garbled('3000')).toMatchObject({ code: 12 })
    expect(await garbled('ff00')).toMatchObject({ code: 12 })
    const bare = await openTestDirectory({ tls, config: { policyHintsControl: false } })
    const person = await addPerson(bare)
    for (const oid of ['1.2.840.113556.1.4.2239', '1.2.840.113556.1.4.2066']) {
      const hints = new PolicyHints(undefined, oid)
      expect(await outcome(bare.service.modify(person.dn, reset(GOOD), hints))).toMatchObject({
        code: 12,
      })
      const { searchEntries } = await bare.service.search('', { scope: 'base' })
      expect(searchEntries[0]?.['supportedControl']).not.toContain(oid)
    }
    expect(await bindData(bare, person.user, GOOD)).toBe('52e')
    await bare.close()
  })

  it('does not unlock by itself, but can unlock and force a change in the same modification', async () => {
    const person = await addPerson(directory)
    for (let at = 0; at < 5; at++) await bindData(directory, person.user, 'wrong')
    await directory.service.modify(person.dn, reset(GOOD))
    expect(await bindData(directory, person.user, GOOD)).toBe('775')
    await directory.service.modify(person.dn, [
      change('replace', 'pwdLastSet', '0'),
      ...reset(GOOD_PASSWORD),
      change('replace', 'lockoutTime', '0'),
    ])
    expect(await bindData(directory, person.user, GOOD_PASSWORD)).toBe('773')
    await directory.service.modify(person.dn, [change('replace', 'pwdLastSet', '-1')])
    expect(await bindData(directory, person.user, GOOD_PASSWORD)).toBe('0')
  })

  it.each([
    ['unquoted', Buffer.from(GOOD, 'utf16le')],
    ['in UTF-8', Buffer.from(`"${GOOD}"`)],
    ['of an odd number of bytes', Buffer.concat([quoted(GOOD), Buffer.of(0)])],
  ])('does not take a value %s', async (_name, value) => {
    const { dn } = await addPerson(directory)
    const found = await outcome(
      directory.service.modify(dn, change('replace', 'unicodePwd', value)),
    )
    expect(found).toEqual({
      code: 53,
      text: '0000001F: SvcErr: DSID-031A1260, problem 5003 (WILL_NOT_PERFORM), data 0\n',
    })
  })

  it('is all or nothing', async () => {
    const person = await addPerson(directory)
    const both = [...reset(GOOD), change('replace', 'pwdLastSet', '5')]
    expect(await outcome(directory.service.modify(person.dn, both))).toMatchObject({ code: 80 })
    expect(await bindData(directory, person.user, GOOD_PASSWORD)).toBe('0')
  })
})

describe('a change', () => {
  const asService = (dn: string, old: string, next: string) =>
    outcome(directory.service.modify(dn, changePassword(old, next)))

  it.each<[string, string, string, number, string]>([
    ['a good one', GOOD_PASSWORD, GOOD, 0, ''],
    ['a short one', GOOD_PASSWORD, 'Sh0rt', 19, changeRefused('0000052D')],
    ['the current one', GOOD_PASSWORD, GOOD_PASSWORD, 19, changeRefused('0000052D')],
    ['a good one, but with a wrong old one', 'Wrong-0ld-One', GOOD, 19, changeRefused('00000056')],
    ['a good one, but with an empty old one', '', GOOD, 19, changeRefused('00000056')],
    ['a short one, and with a wrong old one', 'Wrong-0ld-One', 'x', 19, changeRefused('00000056')],
  ])('to %s', async (_name, old, next, code, text) => {
    const person = await addPerson(directory)
    expect(await asService(person.dn, old, next)).toEqual({ code, text })
    expect(await bindData(directory, person.user, code === 0 ? next : GOOD_PASSWORD)).toBe('0')
  })

  it('needs no right: any bound account may, who knows the old password; unbound none', async () => {
    const [person, other] = [await addPerson(directory), await addPerson(directory)]
    const client = directory.connect()
    const text =
      '000004DC: LdapErr: DSID-0C090A5C, comment: In order to perform this operation a successful bind must be completed on the connection., data 0, v4563'
    const unbound = await outcome(client.modify(person.dn, changePassword(GOOD_PASSWORD, GOOD)))
    expect(unbound).toEqual({ code: 1, text })
    await client.bind(other.user, GOOD_PASSWORD)
    await client.modify(person.dn, changePassword(GOOD_PASSWORD, GOOD))
    expect(await bindData(directory, person.user, GOOD)).toBe('0')
  })

  it('counts a wrong old password towards lockout, and is then refused with the right one', async () => {
    const person = await addPerson(directory)
    for (let at = 0; at < 4; at++) await asService(person.dn, 'Wrong-0ld-One', GOOD)
    expect(await bindData(directory, person.user, 'wrong')).toBe('775')
    expect(await asService(person.dn, GOOD_PASSWORD, GOOD)).toEqual({
      code: 19,
      text: changeRefused('00000775'),
    })
  })

  it('is refused for every password of the history, the current included, and for no older one', async () => {
    await directory.administrator.modify(HEAD, change('replace', 'pwdHistoryLength', '3'))
    const { dn } = await addPerson(directory)
    const names = ['A', 'B', 'C'].map((letter) => `Passw0rd-${letter}`)
    let current = GOOD_PASSWORD
    for (const next of names) {
      expect(await asService(dn, current, next)).toMatchObject({ code: 0 })
      current = next
    }
    for (const used of names) expect(await asService(dn, current, used)).toMatchObject({ code: 19 })
    expect(await asService(dn, current, GOOD_PASSWORD)).toMatchObject({ code: 0 })
    await directory.administrator.modify(HEAD, change('replace', 'pwdHistoryLength', '24'))
  })

  it('obeys a minimum age at once, unless the password must be changed', async () => {
    await directory.administrator.modify(
      HEAD,
      change('replace', 'minPwdAge', String(-DAY_MS * 10_000)),
    )
    const { dn } = await addPerson(directory)
    expect(await asService(dn, GOOD_PASSWORD, GOOD)).toMatchObject({ code: 19 })
    const hinted = directory.service.modify(dn, reset(GOOD), new PolicyHints())
    expect(await outcome(hinted)).toEqual({ code: 53, text: RESET_REFUSED })
    await directory.service.modify(dn, change('replace', 'pwdLastSet', '0'))
    expect(await asService(dn, GOOD_PASSWORD, GOOD)).toMatchObject({ code: 0 })
    await directory.clock.stepTo(directory.clock.now() + DAY_MS)
    expect(await asService(dn, GOOD, 'Third-Passw0rd')).toMatchObject({ code: 0 })
    await directory.administrator.modify(HEAD, change('replace', 'minPwdAge', '0'))
  })
})

describe('a fine-grained policy', () => {
  const add = (name: string, precedence: number, length: number, target: string) =>
    directory.administrator.add(`CN=${name},CN=Password Settings Container,CN=System,${HEAD}`, [
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

  it('is its administrators’ business alone', async () => {
    const base = `CN=Password Settings Container,CN=System,${HEAD}`
    const options = { scope: 'sub', filter: '(objectClass=*)' } as const
    expect((await directory.service.search(base, options)).searchEntries).toEqual([])
    expect((await directory.administrator.search(base, options)).searchEntries).not.toEqual([])
  })
})

describe('a fault', () => {
  const cases: readonly [FaultName, (dn: string, on: TestDirectory) => Promise<unknown>][] = [
    ['directory-ignores-length', (dn, on) => on.service.modify(dn, reset('Sh0r-'))],
    ['directory-ignores-complexity', (dn, on) => on.service.modify(dn, reset('onlyletters'))],
    [
      'directory-ignores-history',
      (dn, on) => on.service.modify(dn, reset(GOOD_PASSWORD), new PolicyHints()),
    ],
    [
      'directory-ignores-old-password',
      (dn, on) => on.service.modify(dn, changePassword('wrong', GOOD)),
    ],
  ]

  it.each(cases)(
    '%s lets pass what is refused without it, and nothing else',
    async (fault, act) => {
      const firingsFile = join(folder, fault)
      const faulty = await openTestDirectory({ tls, faults: [fault], firingsFile })
      const person = await addPerson(faulty)
      expect(await outcome(faulty.service.modify(person.dn, reset('x')))).toMatchObject({
        code: 53,
      })
      expect(await outcome(act(person.dn, faulty))).toEqual({ code: 0, text: '' })
      expect(await readFile(firingsFile, 'utf8')).toBe(`${fault}\n`)
      await faulty.close()
      const honest = await addPerson(directory)
      expect(await outcome(act(honest.dn, directory))).not.toMatchObject({ code: 0 })
    },
  )

  it('directory-forgets-wrong-old does not count a wrong old password', async () => {
    const faulty = await openTestDirectory({ tls, faults: ['directory-forgets-wrong-old'] })
    const person = await addPerson(faulty)
    const wrong = changePassword('Wrong-0ld-One', GOOD)
    for (let at = 0; at < 9; at++) {
      expect(await outcome(faulty.service.modify(person.dn, wrong))).toMatchObject({ code: 19 })
    }
    expect(await bindData(faulty, person.user, GOOD_PASSWORD)).toBe('0')
    await faulty.close()
  })
})
