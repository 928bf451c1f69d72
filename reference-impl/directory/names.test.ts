import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAuthority, type Identity } from '../../harness/target/trust/pki.ts'
import {
  addPerson,
  bindData,
  GOOD_PASSWORD,
  openTestDirectory,
  outcome,
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
