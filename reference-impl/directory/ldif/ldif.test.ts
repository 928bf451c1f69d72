import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createAuthority, type Identity } from '../../../harness/target/trust/pki.ts'
import { bindData, GOOD_PASSWORD, HEAD, openTestDirectory } from '../testing.ts'
import { parseLdif } from './parse-ldif.ts'

let folder: string
let tls: Identity

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'writeback-'))
  tls = await (await createAuthority(folder)).issue('directory', 'dc1.corp.test')
})

afterAll(() => rm(folder, { recursive: true }))

const PASSWORD = Buffer.from(`"${GOOD_PASSWORD}"`, 'utf16le').toString('base64')
/** The group stands before its member, as exports have it; the name is base64, a line is folded. */
const EXPORT = `version: 1
# An export
#  of two lines
dn: OU=Öffice,${HEAD}
objectClass: organizationalUnit

dn: CN=All,OU=Öffice,${HEAD}
objectClass: group
sAMAccountName: all
member: CN=Zoë,OU=Öffice,${HEAD}

dn:: ${Buffer.from(`CN=Zoë,OU=Öffice,${HEAD}`).toString('base64')}
changetype: add
objectClass: top
objectClass: user
sAMAccountName: zoe
userPrincipalName: zo
 e@corp.test
whenCreated: 20170101000000.0Z
unicodePwd:: ${PASSWORD}
userAccountControl: 512
`

async function fileOf(text: string, mode = 0o600) {
  const file = join(folder, `${Math.random()}.ldif`)
  await writeFile(file, text)
  await chmod(file, mode)
  return file
}

it('a directory starts with the entries of an export, whatever their order', async () => {
  const directory = await openTestDirectory({ tls, config: { ldif: await fileOf(EXPORT) } })
  expect(await bindData(directory, 'zoe@corp.test', GOOD_PASSWORD)).toBe('0')
  const { searchEntries } = await directory.administrator.search(HEAD, {
    filter: '(sAMAccountName=zoe)',
    attributes: ['memberOf', 'whenCreated'],
  })
  expect(searchEntries[0]?.['memberOf']).toBe(`CN=All,OU=Öffice,${HEAD}`)
  expect(searchEntries[0]?.['whenCreated']).not.toContain('2017')
  await directory.close()
})

it('every problem is told with its line, and no value; nothing starts', async () => {
  const wrong = `dn: OU=Gone,OU=Nowhere,${HEAD}
objectClass: organizationalUnit

objectClass: user
secret: topsecret

dn: CN=X,${HEAD}
changetype: delete

dn: CN=Y,${HEAD}
unicodePwd:: not base64!
no colon
`
  const started = openTestDirectory({ tls, config: { ldif: await fileOf(wrong) } })
  const message = await started.then(
    () => '',
    (error: unknown) => String(error),
  )
  for (const line of [1, 4, 8, 11, 12]) expect(message).toContain(`line ${line}: `)
  expect(message).not.toMatch(/topsecret|not base64!/)
})

it('a file with passwords that others may read is refused', async () => {
  const config = { ldif: await fileOf(EXPORT, 0o644) }
  await expect(openTestDirectory({ tls, config })).rejects.toThrow('chmod 600')
})

it('a comment is no entry, and its continuation no value', () => {
  const { records, problems } = parseLdif('# one\n continued\ndn: DC=a\nx: 1\n#c\ny: 2\n')
  expect(problems).toEqual([])
  expect(records[0]?.attributes.map(({ type, values }) => `${type}=${String(values[0])}`)).toEqual([
    'x=1',
    'y=2',
  ])
})
