import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Control, type SearchOptions } from 'ldapts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAuthority } from '../../harness/target/trust/pki.ts'
import {
  addPerson,
  attribute,
  change,
  HEAD,
  openTestDirectory,
  outcome,
  SERVERNAME,
  STAFF,
  type TestDirectory,
} from './testing.ts'

class ShowDeleted extends Control {
  constructor() {
    super('1.2.840.113556.1.4.417', { critical: true })
  }
}

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

const highestUsn = async () => {
  const options: SearchOptions = { scope: 'base', attributes: ['highestCommittedUSN'] }
  const { searchEntries } = await directory.administrator.search('', options)
  return Number(searchEntries[0]?.['highestCommittedUSN'])
}

/** A delta import: what changed after update number `usn`, in order, as account names. */
const changedAfter = async (usn: number, ...controls: Control[]) => {
  const filter = `(&(objectClass=user)(uSNChanged>=${usn + 1}))`
  const { searchEntries } = await directory.administrator.search(
    HEAD,
    { scope: 'sub', filter, paged: { pageSize: 2 } },
    controls,
  )
  return searchEntries
}

describe('a delta import', () => {
  it('gives what changed, once each and the latest last', async () => {
    const [a, b, c] = [
      await addPerson(directory),
      await addPerson(directory),
      await addPerson(directory),
    ]
    const usn = await highestUsn()
    for (const { dn } of [c, a, b, c]) {
      await directory.administrator.modify(dn, [change('replace', 'description', 'other')])
    }
    const names = (await changedAfter(usn)).map((entry) => entry['sAMAccountName'])
    expect(names).toEqual([a.name, b.name, c.name])
    expect(await changedAfter(await highestUsn())).toEqual([])
  })

  it('sees deletions with the Show Deleted control, and only then', async () => {
    const person = await addPerson(directory)
    const usn = await highestUsn()
    const options: SearchOptions = {
      scope: 'base',
      attributes: ['objectGUID'],
      explicitBufferAttributes: ['objectGUID'],
    }
    const before = await directory.administrator.search(person.dn, options)
    await directory.administrator.del(person.dn)
    expect(await changedAfter(usn)).toEqual([])
    const found = await changedAfter(usn, new ShowDeleted())
    expect(found).toMatchObject([
      { isDeleted: 'TRUE', sAMAccountName: person.name, lastKnownParent: STAFF },
    ])
    expect(found[0]?.['userPrincipalName']).toBeUndefined()
    expect(found[0]?.dn).toMatch(
      /^CN=u[0-9a-f]+\\0ADEL:[0-9a-f-]{36},CN=Deleted Objects,DC=corp,DC=test$/,
    )
    const guid = before.searchEntries[0]?.['objectGUID']
    const hex = Buffer.isBuffer(guid) ? guid.toString('hex') : ''
    const base = `<GUID=${hex}>`
    expect(await outcome(directory.administrator.search(base, options))).toMatchObject({ code: 32 })
    const again = await directory.administrator.search(base, options, new ShowDeleted())
    expect(again.searchEntries).toHaveLength(1)
  })

  it('frees the names of what was deleted', async () => {
    const person = await addPerson(directory)
    await directory.administrator.del(person.dn)
    const added = directory.administrator.add(person.dn, [
      attribute('objectClass', 'user'),
      attribute('sAMAccountName', person.name),
      attribute('userPrincipalName', person.user),
    ])
    expect(await outcome(added)).toEqual({ code: 0, text: '' })
  })
})
