import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAuthority, type Identity } from '../../harness/target/trust/pki.ts'
import type { FaultName } from '../faults.ts'
import {
  addPerson,
  bindData,
  changePassword,
  GOOD_PASSWORD,
  openTestDirectory,
  outcome,
  PolicyHints,
  reset,
  SERVERNAME,
  type TestDirectory,
} from './testing.ts'

const CONFIG = { bannedWords: ['contoso'] }
const GOOD = 'Second-Passw0rd'

let folder: string
let tls: Identity
let directory: TestDirectory

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'writeback-'))
  tls = await (await createAuthority(folder)).issue('directory', SERVERNAME)
  directory = await openTestDirectory({ tls, config: CONFIG })
})

afterAll(async () => {
  await directory.close()
  await rm(folder, { recursive: true })
})

describe('a fault', () => {
  const cases: readonly [FaultName, (dn: string, on: TestDirectory) => Promise<unknown>][] = [
    ['directory-ignores-length', (dn, on) => on.service.modify(dn, reset('Sh0r-'))],
    ['directory-allows-names', (dn, on) => on.service.modify(dn, reset('1-Some-Passw0rd'))],
    ['directory-ignores-filter', (dn, on) => on.service.modify(dn, reset('1-Contoso-Rules'))],
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
      const faulty = await openTestDirectory({ tls, config: CONFIG, faults: [fault], firingsFile })
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

  it.each([
    [[], 19],
    [['directory-ignores-minimum-age'], 0],
  ] as const)('with %j, a change on the same day ends with %i', async (faults, code) => {
    const config = { policy: { minimumAgeMs: 86_400_000 } }
    const own = await openTestDirectory({ tls, config, faults })
    const person = await addPerson(own)
    const changed = own.service.modify(person.dn, changePassword(GOOD_PASSWORD, GOOD))
    expect(await outcome(changed)).toMatchObject({ code })
    await own.close()
  })

  it.each([
    [[], 19],
    [['directory-changes-while-locked'], 0],
  ] as const)('with %j, a change while locked ends with %i', async (faults, code) => {
    const own = await openTestDirectory({ tls, faults })
    const person = await addPerson(own)
    for (let at = 0; at < 5; at++) await bindData(own, person.user, 'Wrong-0ld-One')
    const changed = own.service.modify(person.dn, changePassword(GOOD_PASSWORD, GOOD))
    expect(await outcome(changed)).toMatchObject({ code })
    await own.close()
  })

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
