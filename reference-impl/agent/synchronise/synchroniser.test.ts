import { randomBytes } from 'node:crypto'
import type { Entry } from 'ldapts'
import { expect, it } from 'vitest'
import { NO_FAULTS } from '../../faults.ts'
import type { DirectoryAccess } from '../directory/directory-pool.ts'
import { createSynchroniser, type Upload } from './synchroniser.ts'

const person = (name: string): Entry => ({
  dn: `CN=${name},DC=corp,DC=test`,
  objectGUID: randomBytes(16),
  userPrincipalName: `${name}@corp.test`,
  userAccountControl: '512',
})
const ANN = person('ann')
const BEN = person('ben')

/** A directory with these people; a search for changes finds the last of them only. */
function directoryOf(people: readonly Entry[]): DirectoryAccess {
  const root: Entry = { dn: '', highestCommittedUSN: '7', dsServiceName: 'CN=DC1' }
  return {
    run: (work) =>
      work({
        search: async () => ({ searchEntries: [root], searchReferences: [] }),
        modify: async () => undefined,
        async *searchPaginated(base, { filter } = {}) {
          const isDelta = String(filter).includes('uSNChanged')
          const found = String(base).startsWith('CN=Deleted')
            ? []
            : isDelta
              ? people.slice(-1)
              : people
          yield { searchEntries: [...found], searchReferences: [] }
        },
      }),
  }
}

function synchronise() {
  const told: string[] = []
  const uploadOf = (kind: string, fails = false): Upload => ({
    async page(users) {
      if (fails) throw new Error('the portal is away')
      told.push(`${kind} ${users.map(({ displayName }) => displayName).join(' ')}`)
    },
    finish: async () => 0,
  })
  const sources = [{ pool: directoryOf([ANN, BEN]), baseDn: 'DC=corp,DC=test' }]
  const synchroniser = createSynchroniser({ sources, faults: NO_FAULTS })
  return { told, uploadOf, synchroniser }
}

it('a delta that follows an import whose users the cloud was never told is a full synchronisation', async () => {
  const { told, uploadOf, synchroniser } = synchronise()
  await synchroniser.importAll()
  await synchroniser.delta(uploadOf)
  await synchroniser.delta(uploadOf)
  expect(told).toEqual(['full ann@corp.test ben@corp.test'])
})

it('so is one after a full synchronisation whose upload failed', async () => {
  const { told, uploadOf, synchroniser } = synchronise()
  await expect(synchroniser.full(uploadOf('full', true))).rejects.toThrow('the portal is away')
  await synchroniser.delta(uploadOf)
  expect(told).toEqual(['full ann@corp.test ben@corp.test'])
})
