import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BerWriter, Control } from 'ldapts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  type DirectorySeed,
  openDirectorySeed,
} from '../../harness/target/directory/directory-seed.ts'
import { createAuthority, type Identity } from '../../harness/target/trust/pki.ts'
import {
  ADMINISTRATOR,
  addPerson,
  change,
  changePassword,
  changeRefused,
  GOOD_PASSWORD,
  openTestDirectory,
  outcome,
  type Person,
  reset,
  SERVERNAME,
  type TestDirectory,
} from './testing.ts'

const NEXT_PASSWORD = 'Second-Passw0rd'
/** Of the descriptor, then of its list. */
const HEADERS_BYTES = 28
const DESCRIPTOR = 'nTSecurityDescriptor'
/** The access-control entry: denied, about one right, to everyone. */
const DENY_EVERYONE =
  '060028000001000001000000531a72ab2f1ed011981900aa0040529b010100000000000100000000'

let folder: string
let tls: Identity
let directory: TestDirectory
let seed: DirectorySeed
let person: Person

const edgeTo = (port: number) => ({
  host: '127.0.0.1',
  port,
  servername: SERVERNAME,
  caFile: tls.caFile,
})

const openSeed = (port: number) =>
  openDirectorySeed({ edge: edgeTo(port), ...ADMINISTRATOR, connections: 1, timeoutMs: 5_000 })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'writeback-'))
  tls = await (await createAuthority(folder)).issue('directory', SERVERNAME)
  directory = await openTestDirectory({ tls })
  seed = await openSeed(directory.port)
})

afterAll(async () => {
  await seed.close()
  await directory.close()
  await rm(folder, { recursive: true })
})

beforeEach(async () => {
  person = await addPerson(directory)
})

class Parts extends Control {
  readonly #flags: number

  constructor(flags: number) {
    super('1.2.840.113556.1.4.801', { critical: true })
    this.#flags = flags
  }

  override writeControl(writer: BerWriter): void {
    writer.writeBuffer(Buffer.from([0x30, 3, 2, 1, this.#flags]), 0x04)
  }
}

const descriptorOf = async (dn: string, flags: number): Promise<Buffer> => {
  const options = { scope: 'base' as const, attributes: [DESCRIPTOR] }
  const { searchEntries } = await directory.administrator.search(
    dn,
    { ...options, explicitBufferAttributes: [DESCRIPTOR] },
    [new Parts(flags)],
  )
  const value = searchEntries[0]?.[DESCRIPTOR]
  if (!Buffer.isBuffer(value)) throw new Error('no descriptor')
  return value
}

const write = (dn: string, descriptor: Buffer, flags = 4) =>
  outcome(
    directory.administrator.modify(dn, change('replace', DESCRIPTOR, descriptor), [
      new Parts(flags),
    ]),
  )

describe('an account that may not change its password (PWB-POL-11)', () => {
  it.each([
    ['the right', GOOD_PASSWORD],
    ['a wrong', 'Never-Passw0rd'],
  ])('is refused a change with %s old password, which is not looked at', async (_old, old) => {
    await seed.denyPasswordChange(person.dn)
    const changed = await outcome(
      directory.service.modify(person.dn, changePassword(old, NEXT_PASSWORD)),
    )
    expect(changed).toEqual({ code: 19, text: changeRefused('00000005') })
    const options = { scope: 'base' as const, attributes: ['badPwdCount'] }
    const { searchEntries } = await directory.service.search(person.dn, options)
    expect(searchEntries).toMatchObject([{ badPwdCount: '0' }])
  })

  it('can be reset, and then signs in with the new password', async () => {
    await seed.denyPasswordChange(person.dn)
    await directory.service.modify(person.dn, reset(NEXT_PASSWORD))
    expect(await outcome(directory.connect().bind(person.user, NEXT_PASSWORD))).toMatchObject({
      code: 0,
    })
  })

  it('denied only to itself, is changed by others who know the old password', async () => {
    await seed.denyPasswordChange(person.dn)
    const both = (await descriptorOf(person.dn, 4)).toString('hex')
    const allowed = DENY_EVERYONE.replace(/^06/, '05')
    expect(both).toContain(DENY_EVERYONE)
    await write(person.dn, Buffer.from(both.replace(DENY_EVERYONE, allowed), 'hex'))
    const own = directory.connect()
    await own.bind(person.user, GOOD_PASSWORD)
    const changes = changePassword(GOOD_PASSWORD, NEXT_PASSWORD)
    expect((await outcome(own.modify(person.dn, changes))).code).toBe(19)
    expect((await outcome(directory.service.modify(person.dn, changes))).code).toBe(0)
  })

  it('may again when the entries are only for what lies below it', async () => {
    await seed.denyPasswordChange(person.dn)
    const denied = (await descriptorOf(person.dn, 4)).toString('hex')
    const inheritOnly = denied.replaceAll('06002800', '060a2800')
    await write(person.dn, Buffer.from(inheritOnly, 'hex'))
    const changes = changePassword(GOOD_PASSWORD, NEXT_PASSWORD)
    expect((await outcome(directory.service.modify(person.dn, changes))).code).toBe(0)
  })

  it('is told so in the words of a Samba directory', async () => {
    const samba = await openTestDirectory({ tls, config: { dialect: 'samba' } })
    const own = await openSeed(samba.port)
    try {
      const { dn } = await addPerson(samba)
      await own.denyPasswordChange(dn)
      const changes = changePassword(GOOD_PASSWORD, NEXT_PASSWORD)
      expect(await outcome(samba.service.modify(dn, changes))).toEqual({
        code: 19,
        text: 'error in module acl: Constraint violation during LDB_MODIFY (19)',
      })
    } finally {
      await own.close()
      await samba.close()
    }
  })
})

describe('a security descriptor', () => {
  it('is written in the parts that the SD flags name, and keeps the others', async () => {
    const before = await descriptorOf(person.dn, 3)
    const entries = (await descriptorOf(person.dn, 4)).subarray(HEADERS_BYTES).toString('hex')
    await seed.denyPasswordChange(person.dn)
    expect(await descriptorOf(person.dn, 3)).toEqual(before)
    expect((await descriptorOf(person.dn, 3)).toString('hex')).not.toContain(DENY_EVERYONE)
    expect((await descriptorOf(person.dn, 7)).toString('hex')).toContain(DENY_EVERYONE + entries)
  })

  it.each<[string, (good: Buffer) => Buffer]>([
    ['cut short', (good) => good.subarray(0, -1)],
    ['of another revision', (good) => Buffer.concat([Buffer.from([2]), good.subarray(1)])],
    [
      'without a list',
      (good) => Buffer.concat([good.subarray(0, 2), Buffer.from('0080', 'hex'), Buffer.alloc(16)]),
    ],
    [
      'one whose list says more entries than it has',
      (good) => {
        const bytes = Buffer.from(good)
        bytes.writeUInt16LE(9, 24)
        return bytes
      },
    ],
    [
      'one whose first entry is longer than the list',
      (good) => {
        const bytes = Buffer.from(good)
        bytes.writeUInt16LE(bytes.length, HEADERS_BYTES + 2)
        bytes.writeUInt16LE(1, 24)
        return bytes
      },
    ],
    [
      'one whose list lies outside its bytes',
      (good) => {
        const bytes = Buffer.from(good)
        bytes.writeUInt32LE(0xffff_ff00, 16)
        return bytes
      },
    ],
  ])('is refused when it is %s', async (_what, damage) => {
    const good = await descriptorOf(person.dn, 4)
    expect((await write(person.dn, damage(good))).code).toBe(21)
    expect(await descriptorOf(person.dn, 4)).toEqual(good)
  })

  it('is not the service account’s to write', async () => {
    const good = await descriptorOf(person.dn, 7)
    const given = directory.service.modify(person.dn, change('replace', DESCRIPTOR, good))
    expect((await outcome(given)).code).toBe(50)
  })
})
