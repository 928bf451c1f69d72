import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createAuthority, type Identity } from '../../harness/target/pki.ts'
import { BadStart } from '../role.ts'
import { bindData, GOOD_PASSWORD, HEAD, openTestDirectory, quoted, SERVERNAME } from './testing.ts'

let folder: string
let tls: Identity

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'writeback-'))
  tls = await (await createAuthority(folder)).issue('directory', SERVERNAME)
})

afterAll(() => rm(folder, { recursive: true }))

const open = async (...lines: readonly string[]) => {
  const ldif = join(folder, 'entries.ldif')
  await writeFile(ldif, lines.join('\n'), { mode: 0o600 })
  return openTestDirectory({ tls, config: { ldif } })
}

const base64 = (value: string | Buffer) => Buffer.from(value).toString('base64')

const PEOPLE = `OU=People,${HEAD}`

it('starts with the units, accounts and groups of an LDIF file', async () => {
  const directory = await open(
    'version: 1',
    '# a comment',
    '  that goes on',
    `dn: ${PEOPLE}`,
    'objectClass: organizationalUnit',
    '',
    `dn:: ${base64(`CN=Jörg,${PEOPLE}`)}`,
    'changetype: add',
    'objectClass: top',
    'objectClass: user',
    'sAMAccountName: joerg',
    'userAccountControl: 512',
    'displayName:: SsO2cmcgTcO8',
    ' bGxlcg==',
    'description: a line that',
    '  goes on',
    `unicodePwd:: ${base64(quoted(GOOD_PASSWORD))}`,
    '',
    '',
    `dn: CN=Team,${PEOPLE}`,
    'objectClass: group',
    `member:: ${base64(`CN=Jörg,${PEOPLE}`)}`,
    '',
  )
  try {
    expect(await bindData(directory, 'joerg@corp.test', GOOD_PASSWORD)).toBe('0')
    const filter = `(memberOf=CN=Team,${PEOPLE})`
    const { searchEntries } = await directory.service.search(HEAD, { filter })
    expect(searchEntries).toMatchObject([
      { sAMAccountName: 'joerg', displayName: 'Jörg Müller', description: 'a line that goes on' },
    ])
  } finally {
    await directory.close()
  }
})

it('names every problem by its line, no value, and does not start', async () => {
  const failed: unknown = await open(
    'version: 2',
    '',
    `dn: ${PEOPLE}`,
    'objectClass: organizationalUnit',
    'no attribute at all',
    '',
    'objectClass: user',
    '',
    `dn: CN=a,${HEAD}`,
    'changetype: delete',
    '',
    `dn: CN=b,${HEAD}`,
    'objectClass: user',
    'unicodePwd:: hunter2!',
    '',
    `dn: CN=c,${HEAD}`,
    'objectClass: user',
    'jpegPhoto:< file:///etc/passwd',
    '',
    `dn: CN=d,OU=None,${HEAD}`,
    'objectClass: user',
    '',
    `dn: CN=e,${HEAD}`,
    `dn: CN=f,${HEAD}`,
  ).catch((error: unknown) => error)
  expect(failed).toBeInstanceOf(BadStart)
  const text = String(failed)
  const lines = [...text.matchAll(/line (\d+): /g)].map(([, line]) => Number(line))
  expect(lines).toEqual([1, 5, 7, 10, 14, 18, 20, 24])
  expect(text).toContain('result 32')
  expect(text).not.toContain('hunter2')
})
