import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAuthority, type Identity } from '../../harness/target/trust/pki.ts'
import {
  addPerson,
  bindData,
  change,
  changePassword,
  changeRefused,
  GOOD_PASSWORD,
  HEAD,
  openTestDirectory,
  outcome,
  PolicyHints,
  reset,
  RESET_REFUSED,
  SERVERNAME,
  type TestDirectory,
} from './testing.ts'

const GOOD = 'Second-Passw0rd'
const DAY_MS = 86_400_000

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

const asService = (dn: string, old: string, next: string) =>
  outcome(directory.service.modify(dn, changePassword(old, next)))

describe('a change', () => {
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
