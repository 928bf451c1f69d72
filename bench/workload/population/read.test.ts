import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PopulationError } from './entry.ts'
import { readPopulation } from './read.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'population-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function read(name: string, content: string | Buffer) {
  const file = join(folder, name)
  await writeFile(file, content)
  return readPopulation(file)
}

/** `line: start of the problem` of each, in order. */
async function problemsOf(name: string, content: string | Buffer) {
  const found = await read(name, content).then(
    () => [],
    (error: unknown) => (error instanceof PopulationError ? error.problems : []),
  )
  return found.map(({ line, problem }) => `${line}: ${problem}`)
}

const base64 = (text: string) => Buffer.from(text).toString('base64')

const user = (dn: string, ...lines: string[]) =>
  [`dn: ${dn}`, 'objectClass: user', ...lines, ''].join('\n')

describe('an LDIF population', () => {
  it('may be folded, commented, in base64, with CRLF and a byte order mark', async () => {
    const content = [
      '\uFEFF# people',
      '# of two',
      '  lines',
      'version: 1',
      '',
      `dn:: ${base64('CN=Zoë,DC=test')}`,
      'changetype: add',
      'OBJECTCLASS: person',
      'objectclass: User',
      'samaccountname: zoe',
      'userPrincipalName: zoe@',
      ' corp',
      ' .test',
      `displayName:: ${base64(' Zoë ')}`,
      '',
      '',
      'dn: OU=x,DC=test',
      'objectClass: organizationalUnit',
    ].join('\r\n')
    const { entries } = await read('good.ldif', content)
    expect(entries).toEqual([
      {
        kind: 'user',
        dn: 'CN=Zoë,DC=test',
        attributes: {
          objectClass: ['person', 'User'],
          sAMAccountName: ['zoe'],
          userPrincipalName: ['zoe@corp.test'],
          displayName: [' Zoë '],
        },
        line: 6,
      },
      {
        kind: 'ou',
        dn: 'OU=x,DC=test',
        attributes: { objectClass: ['organizationalUnit'] },
        line: 17,
      },
    ])
  })

  it('is refused with every problem and its line', async () => {
    const content = [
      user('CN=a,DC=test', 'sAMAccountName: a', 'userPrincipalName: a@t'),
      user('cn=A, dc=test', 'sAMAccountName: A', 'userPrincipalName: b@t'),
      user('CN=c,DC=test', 'sAMAccountName: c'),
      user('CN=d,DC=test', 'userPrincipalName: d@t', 'unicodePwd: secret'),
      user('not a name', 'sAMAccountName: e', 'userPrincipalName: e@t'),
      user('CN=f,DC=test', 'no pair', 'jpegPhoto:: !!', 'x:< file:///etc/passwd', 'cn;lang-de: f'),
      'dn: CN=g,DC=test\nchangetype: modify\nadd: member\n-\n',
      'dn: CN=h,DC=test\nobjectClass: computer\n',
      'objectClass: user\ndn: CN=i,DC=test\n',
    ].join('\n')
    const found = await problemsOf('bad.ldif', content)
    expect(found).toEqual([
      '6: dn: the same as in line 1; make it different or remove one',
      '6: sAMAccountName: the same as in line 1; make it different or remove one',
      '11: userPrincipalName: missing; every user needs one',
      '15: unicodePwd: a population holds no passwords; remove it, each run makes its own',
      '15: sAMAccountName: missing; every user needs one',
      '20: not a name is not a distinguished name (RFC 4514)',
      '27: is not `name: value`; one attribute a line, continued by a space',
      '28: jpegPhoto: is not base64 of UTF-8 text; binary values are not taken',
      '29: a value by URL is not taken; put it in the file',
      '30: attribute option ;lang-de is not taken; remove it',
      '33: changetype modify is not taken; a population only adds',
      '35: is not `name: value`; one attribute a line, continued by a space',
      '37: objectClass: found computer, one of user, group, organizationalUnit is needed',
      '40: the first line of an entry must be its dn',
    ])
    expect(found.join()).not.toContain('secret')
  })
})

const HEADER = 'userPrincipalName,sAMAccountName,displayName,ou,groups'

describe('a CSV population', () => {
  it('becomes people, with the containers and groups that it names', async () => {
    const content = [
      `\uFEFF${HEADER}`,
      'a@t,a,"Smith, Ann",Sales,Staff; Fire wardens',
      '',
      'b@t,b,"Smith, Ann",Sales,Staff',
      'c@t,c,,,',
      '',
    ].join('\r\n')
    const { entries } = await read('good.csv', content)
    const people = 'OU=People,DC=corp,DC=test'
    const ann = `CN=Smith\\, Ann,OU=Sales,${people}`
    const other = `CN=Smith\\, Ann (b),OU=Sales,${people}`
    expect(entries.map(({ kind, dn, line }) => [kind, dn, line])).toEqual([
      ['ou', people, 1],
      ['ou', `OU=Sales,${people}`, 2],
      ['ou', `OU=Groups,${people}`, 2],
      ['user', ann, 2],
      ['user', other, 4],
      ['user', `CN=c,${people}`, 5],
      ['group', `CN=Staff,OU=Groups,${people}`, 2],
      ['group', `CN=Fire wardens,OU=Groups,${people}`, 2],
    ])
    expect(entries[6]?.attributes['member']).toEqual([ann, other])
    expect(entries[3]?.attributes).toMatchObject({
      userPrincipalName: ['a@t'],
      displayName: ['Smith, Ann'],
    })
  })

  it('is refused with every problem and its line, also after a cell of several lines', async () => {
    const rows = [HEADER, 'a@t,a,"Two\nlines",,', 'b@t,,B,,', 'A@T,c,C,,', 'd@t,d,D,,,,']
    expect(await problemsOf('bad.csv', rows.join('\n'))).toEqual([
      '4: sAMAccountName: missing; every user needs one',
      '5: userPrincipalName: the same as in line 2; make it different or remove one',
      '6: 7 cells, the header names 5; quote cells that hold a comma',
    ])
  })

  it('is refused without the columns that every user needs', async () => {
    const [problem] = await problemsOf('columns.csv', 'userPrincipalName,name\na@t,a')
    expect(problem).toMatch(/^1: unknown column name; expected userPrincipalName,/)
    const [missing] = await problemsOf('missing.csv', 'userPrincipalName\na@t')
    expect(missing).toMatch(/^1: column sAMAccountName is missing/)
  })
})

describe('a population file', () => {
  it('is told by its line when it is not text', async () => {
    const content = Buffer.concat([Buffer.from('dn: CN=a\n# '), Buffer.from([0xe9, 10])])
    expect(await problemsOf('latin1.ldif', content)).toEqual([
      '2: bytes that are not UTF-8; save the file as UTF-8',
    ])
  })

  it('may be UTF-16 as Windows writes it', async () => {
    const text = '\uFEFFdn: OU=Ω,DC=test\r\nobjectClass: organizationalUnit\r\n'
    const { entries } = await read('utf16.ldif', Buffer.from(text, 'utf16le'))
    expect(entries[0]?.dn).toBe('OU=Ω,DC=test')
  })

  it('must be there, of a known format, and hold something', async () => {
    await expect(readPopulation(join(folder, 'none.ldif'))).rejects.toThrow('ENOENT')
    expect(await problemsOf('people.xlsx', '')).toEqual([
      expect.stringContaining('found extension .xlsx, allowed are .ldif, .ldf, .csv'),
    ])
    expect(await problemsOf('empty.ldif', '# nothing\n')).toEqual([
      expect.stringContaining('holds no entry'),
    ])
  })
})
