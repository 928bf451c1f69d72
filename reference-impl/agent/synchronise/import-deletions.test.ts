import { randomBytes } from 'node:crypto'
import { NoSuchObjectError, SizeLimitExceededError } from 'ldapts'
import { expect, it } from 'vitest'
import type { DirectoryAccess, DirectoryClient } from '../directory/directory-pool.ts'
import { importDeletions } from './import-deletions.ts'

const DOMAIN = 'DC=corp,DC=test'
const guids = Array.from({ length: 3 }, () => randomBytes(16))

/** A directory that tells its deletions page by page only. */
function directoryOf(client: Pick<DirectoryClient, 'searchPaginated'>): DirectoryAccess {
  const all: DirectoryClient = {
    ...client,
    search: () => Promise.reject(new SizeLimitExceededError()),
    modify: async () => undefined,
  }
  return { run: (work) => work(all) }
}

const failing = (cause: Error) =>
  directoryOf({
    async *searchPaginated() {
      yield await Promise.reject(cause)
    },
  })

it('brings every page of what was deleted', async () => {
  const asked: unknown[] = []
  const pool = directoryOf({
    async *searchPaginated(base, options, controls) {
      asked.push([base, options, controls])
      for (const guid of guids) {
        yield { searchEntries: [{ dn: 'gone', objectGUID: guid }], searchReferences: [] }
      }
    },
  })
  expect(await importDeletions(pool, DOMAIN, '41')).toEqual(guids)
  expect(asked).toMatchObject([
    [
      `CN=Deleted Objects,${DOMAIN}`,
      { filter: '(&(isDeleted=TRUE)(uSNChanged>=42))', paged: { pageSize: 1_000 } },
      [{ type: '1.2.840.113556.1.4.417', critical: true }],
    ],
  ])
})

it('does not know them where the directory keeps none, and throws what else went wrong', async () => {
  expect(await importDeletions(failing(new NoSuchObjectError()), DOMAIN, '1')).toBeUndefined()
  await expect(importDeletions(failing(new Error('gone')), DOMAIN, '1')).rejects.toMatchObject({
    failure: { kind: 'lost', reason: 'gone' },
  })
})
