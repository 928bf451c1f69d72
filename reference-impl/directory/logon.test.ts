import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { BerReader, BerWriter } from 'ldapts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAuthority } from '../../harness/target/trust/pki.ts'
import {
  addPerson,
  ADMINISTRATOR,
  attribute,
  bindData,
  change,
  GOOD_PASSWORD,
  HEAD,
  openTestDirectory,
  outcome,
  reset,
  SERVERNAME,
  STAFF,
  type TestDirectory,
} from './testing.ts'

const HALF_HOUR_MS = 30 * 60_000
const HOUR_MS = 60 * 60_000
const NO_RESET_RIGHT =
  '00000005: SecErr: DSID-031A1190, problem 4003 (INSUFF_ACCESS_RIGHTS), data 0\n'

let folder: string
let directory: TestDirectory

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'writeback-'))
  const tls = await (await createAuthority(folder)).issue('directory', SERVERNAME)
  directory = await openTestDirectory({ tls })
})

afterAll(async () => {
  await directory.close()
  await rm(folder, { recursive: true })
})

/** Binds with a password of any bytes; the result code. */
const rawBind = async (user: string, password: Buffer): Promise<number> => {
  const writer = new BerWriter()
  writer.startSequence()
  writer.writeInt(1)
  writer.startSequence(0x60)
  writer.writeInt(3)
  writer.writeString(user)
  writer.writeBuffer(password, 0x80)
  writer.endSequence()
  writer.endSequence()
  const { port, ca } = directory
  const socket = connectTls({ host: '127.0.0.1', port, ca, servername: SERVERNAME })
  socket.write(writer.buffer)
  const [answer]: Buffer[] = await once(socket, 'data')
  socket.destroy()
  const reader = new BerReader(answer ?? Buffer.alloc(0))
  reader.readSequence()
  reader.readInt()
  reader.readSequence(0x61)
  return reader.readEnumeration() ?? -1
}

describe('a bind', () => {
  it('knows an account by name, principal name, DOMAIN\\account and account@domain', async () => {
    const person = await addPerson(directory, { rdn: 'Bo \\+ Co\\, "B"'.replaceAll('"', '\\"') })
    await directory.administrator.modify(
      person.dn,
      change('replace', 'userPrincipalName', 'bo@other.test'),
    )
    const names = [
      person.dn,
      person.dn.toLowerCase(),
      'BO@other.test',
      `corp\\${person.name}`,
      person.user,
    ]
    for (const name of names) expect(await bindData(directory, name, GOOD_PASSWORD)).toBe('0')
    for (const name of [`other\\${person.name}`, 'nobody@corp.test', `CN=nobody,${STAFF}`, STAFF]) {
      expect(await bindData(directory, name, GOOD_PASSWORD)).toBe('52e')
    }
    const client = directory.connect()
    const { text } = await outcome(client.bind(person.dn, 'wrong'))
    expect(text).toBe(
      '80090308: LdapErr: DSID-0C09044E, comment: AcceptSecurityContext error, data 52e, v4563',
    )
  })

  it.each([
    ['disabled', 'userAccountControl', '514', '533'],
    ['expired', 'accountExpires', '134000000000000000', '701'],
    ['that must change its password', 'pwdLastSet', '0', '773'],
  ])('tells an account %s only to who knows its password', async (_name, type, value, data) => {
    const person = await addPerson(directory)
    await directory.administrator.modify(person.dn, change('replace', type, value))
    expect(await bindData(directory, person.user, GOOD_PASSWORD)).toBe(data)
    expect(await bindData(directory, person.user, 'wrong')).toBe('52e')
  })

  it('tells an expired password', async () => {
    const person = await addPerson(directory)
    await directory.administrator.modify(
      HEAD,
      change('replace', 'maxPwdAge', String(-HOUR_MS * 10_000)),
    )
    expect(await bindData(directory, person.user, GOOD_PASSWORD)).toBe('0')
    await directory.clock.stepTo(directory.clock.now() + HOUR_MS)
    expect(await bindData(directory, person.user, GOOD_PASSWORD)).toBe('532')
    await directory.administrator.modify(HEAD, change('replace', 'maxPwdAge', '0'))
    expect(await bindData(directory, person.user, GOOD_PASSWORD)).toBe('0')
  })

  it('locks at the threshold, whatever password follows, until the lockout ends', async () => {
    const person = await addPerson(directory)
    const answers: string[] = []
    for (let at = 0; at < 5; at++) answers.push(await bindData(directory, person.user, 'wrong'))
    expect(answers).toEqual(['52e', '52e', '52e', '52e', '775'])
    expect(await bindData(directory, person.user, GOOD_PASSWORD)).toBe('775')
    await directory.clock.stepTo(directory.clock.now() + HALF_HOUR_MS)
    expect(await bindData(directory, person.user, GOOD_PASSWORD)).toBe('0')
  })

  it('starts to count again after a success, and does not count the two passwords before', async () => {
    const person = await addPerson(directory)
    const wrong = async (times: number, password: string) => {
      for (let at = 0; at < times; at++) await bindData(directory, person.user, password)
    }
    await wrong(4, 'wrong')
    expect(await bindData(directory, person.user, GOOD_PASSWORD)).toBe('0')
    await wrong(4, 'wrong')
    expect(await bindData(directory, person.user, GOOD_PASSWORD)).toBe('0')
    await directory.service.modify(person.dn, reset('Second-Passw0rd'))
    await directory.service.modify(person.dn, reset('Third-Passw0rd'))
    await wrong(9, GOOD_PASSWORD)
    expect(await bindData(directory, person.user, 'Third-Passw0rd')).toBe('0')
    await directory.service.modify(person.dn, reset('Fourth-Passw0rd'))
    await wrong(5, GOOD_PASSWORD)
    expect(await bindData(directory, person.user, 'Fourth-Passw0rd')).toBe('775')
  })

  it('does not take bytes that are no UTF-8 for the replacement character', async () => {
    const person = await addPerson(directory)
    await directory.service.modify(person.dn, reset('Odd-\uFFFD-Passw0rd'))
    expect(await bindData(directory, person.user, 'Odd-\uFFFD-Passw0rd')).toBe('0')
    const garbled = Buffer.from('Odd-\xFF-Passw0rd', 'latin1')
    expect(await rawBind(person.user, garbled)).toBe(49)
    // A lone surrogate is another password, and nothing in UTF-8 stands for it.
    await directory.service.modify(person.dn, reset('Odd-\uD800-Passw0rd'))
    expect(await bindData(directory, person.user, 'Odd-\uFFFD-Passw0rd')).toBe('52e')
  })

  it('that fails leaves the connection without rights', async () => {
    const client = directory.connect()
    await client.bind(ADMINISTRATOR.user, ADMINISTRATOR.password)
    await outcome(client.bind(ADMINISTRATOR.user, 'wrong'))
    expect(await outcome(client.search(STAFF))).toMatchObject({ code: 1 })
  })
})

const group = `CN=Domain Admins,CN=Users,${HEAD}`
const resetBy = (dn: string) => outcome(directory.service.modify(dn, reset('Second-Passw0rd')))
const joining = (dn: string) => change('add', 'member', dn)

describe('a protected account', () => {
  it('is out of the service account’s reach from the hourly round on, nested too', async () => {
    const person = await addPerson(directory)
    const nested = `CN=nested,${STAFF}`
    await directory.administrator.add(nested, [attribute('objectClass', 'group')])
    await directory.administrator.modify(nested, joining(person.dn))
    await directory.administrator.modify(group, joining(nested))
    expect(await resetBy(person.dn)).toMatchObject({ code: 0 })
    await directory.clock.stepTo(directory.clock.now() + HOUR_MS)
    expect(await resetBy(person.dn)).toEqual({ code: 50, text: NO_RESET_RIGHT })
    const unlock = directory.service.modify(person.dn, change('replace', 'lockoutTime', '0'))
    expect(await outcome(unlock)).toMatchObject({ code: 50 })
  })

  it('stays so after it left its group, whatever becomes of the mark', async () => {
    const person = await addPerson(directory)
    await directory.administrator.modify(group, joining(person.dn))
    await directory.clock.stepTo(directory.clock.now() + HOUR_MS)
    await directory.administrator.modify(group, change('delete', 'member', person.dn))
    await directory.administrator.modify(person.dn, change('delete', 'adminCount'))
    expect(await resetBy(person.dn)).toEqual({ code: 50, text: NO_RESET_RIGHT })
  })

  it('that was only marked by hand can still be reset: the mark is no right', async () => {
    const person = await addPerson(directory)
    await directory.administrator.modify(person.dn, change('replace', 'adminCount', '1'))
    expect(await resetBy(person.dn)).toMatchObject({ code: 0 })
  })

  it('as the service account, may not write what it was not delegated', async () => {
    const person = await addPerson(directory)
    const title = directory.service.modify(person.dn, change('replace', 'title', 'x'))
    expect(await outcome(title)).toMatchObject({
      code: 50,
      text: expect.stringMatching(/^00002098: /),
    })
    expect(await outcome(directory.service.del(person.dn))).toMatchObject({ code: 50 })
    const other = directory.connect()
    await other.bind(person.user, GOOD_PASSWORD)
    expect(await outcome(other.modify(person.dn, reset('Second-Passw0rd')))).toEqual({
      code: 50,
      text: NO_RESET_RIGHT,
    })
  })
})
