import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAuthority, type Identity } from '../../harness/target/trust/pki.ts'
import {
  addPerson,
  bindData,
  change,
  GOOD_PASSWORD,
  openTestDirectory,
  outcome,
  PolicyHints,
  quoted,
  reset,
  RESET_REFUSED,
  SERVERNAME,
  type TestDirectory,
} from './testing.ts'

const GOOD = 'Second-Passw0rd'
const METADATA = 'replPropertyMetaData'
/** Of one attribute: version 1, one row; `unicodePwd`, then its version. */
const ONE_ROW = '010000000000000001000000000000005a000900'

let folder: string
let tls: Identity
let directory: TestDirectory
let samba: TestDirectory

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'writeback-'))
  tls = await (await createAuthority(folder)).issue('directory', SERVERNAME)
  directory = await openTestDirectory({ tls, config: { bannedWords: ['Contoso'] } })
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
    ['with a word of the filter', 'xx-CONTOSO-1', 53, RESET_REFUSED],
    ['of 256 characters', `Aa1-${'😀'.repeat(126)}`, 0, ''],
    ['of 257 characters', `Aa1-${'x'.repeat(253)}`, 53, RESET_REFUSED],
    ['empty', '', 53, RESET_REFUSED],
    ['in many scripts', 'Zürich-日本語9€😀é', 0, ''],
    ['as the current one', GOOD_PASSWORD, 0, ''],
  ])('takes or refuses a password %s', async (_name, password, code, text) => {
    const person = await addPerson(directory, { displayName: 'Some One-Else' })
    const found = await outcome(directory.service.modify(person.dn, reset(password)))
    expect(found).toEqual({ code, text })
    const binds = [await bindData(directory, person.user, password)]
    binds.push(await bindData(directory, person.user, GOOD_PASSWORD))
    const kept = code !== 0 || password === GOOD_PASSWORD
    expect(binds).toEqual([code === 0 ? '0' : '52e', kept ? '0' : '52e'])
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
    [
      'of an odd number of bytes',
      Buffer.concat([quoted('').subarray(0, 2), Buffer.of(0), quoted(GOOD).subarray(2)]),
    ],
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

async function metadataOf(dn: string): Promise<Buffer> {
  const { searchEntries } = await directory.administrator.search(dn, {
    scope: 'base',
    attributes: [METADATA],
    explicitBufferAttributes: [METADATA],
  })
  const value = searchEntries[0]?.[METADATA]
  if (!Buffer.isBuffer(value)) throw new TypeError('no metadata')
  return value
}

describe('the metadata of a password', () => {
  it('counts each write of the password that was done, and nothing else, with the time of the last', async () => {
    const { dn } = await addPerson(directory)
    const versions = [(await metadataOf(dn)).readUInt32LE(20)]
    for (const changes of [
      reset('Second-Passw0rd'),
      reset('Sh0rt'),
      reset('Second-Passw0rd'),
      change('replace', 'lockoutTime', '0'),
      [change('replace', 'pwdLastSet', '0'), ...reset(GOOD_PASSWORD)],
    ]) {
      await outcome(directory.service.modify(dn, changes))
      versions.push((await metadataOf(dn)).readUInt32LE(20))
    }
    expect(versions).toEqual([1, 2, 2, 3, 3, 4])
    const metadata = await metadataOf(dn)
    expect(metadata.subarray(0, 20).toString('hex')).toBe(ONE_ROW)
    const seconds = Number(metadata.readBigInt64LE(24)) - 11_644_473_600
    expect(seconds).toBe(Math.floor(directory.clock.now() / 1_000))
  })

  it('tells it only to who asks for it by name, and of nobody without a password', async () => {
    const person = await addPerson(directory)
    const all = await directory.administrator.search(person.dn, { scope: 'base' })
    expect(all.searchEntries[0]).not.toHaveProperty(METADATA)
    const { searchEntries } = await directory.administrator.search('DC=corp,DC=test', {
      scope: 'base',
      attributes: [METADATA],
    })
    expect(searchEntries[0]?.[METADATA]).toEqual([])
  })
})
