import { expect, it } from 'vitest'
import { createDrivenClock } from '../../clock.ts'
import { DirectoryError, type DirectoryFailure } from './directory-failure.ts'
import { createProtectedGroups } from './protected-groups.ts'

const GROUP = 'CN=Group,DC=corp,DC=test'

/** What a member of a group is taken for whose reading ends so. */
async function isTakenForProtected(failure: DirectoryFailure) {
  const clock = createDrivenClock()
  const pool = { run: () => Promise.reject(new DirectoryError(failure)) }
  const groups = createProtectedGroups(pool, clock)
  try {
    return await groups.includeAny([GROUP])
  } finally {
    clock.stop()
  }
}

const refused = (code: number) => ({ kind: 'refused', code, hex: '' }) as const

it.each([10, 32])(
  'LDAP result %i: the group is not here, and protects nobody here',
  async (code) => {
    expect(await isTakenForProtected(refused(code))).toBe(false)
  },
)

// Operations error, size limit, rights, credentials, busy, unavailable, other.
it.each([1, 4, 50, 49, 51, 52, 80])(
  'LDAP result %i: the group may be protected, so nothing is written',
  async (code) => {
    await expect(isTakenForProtected(refused(code))).rejects.toMatchObject({ failure: { code } })
  },
)

it('a directory that does not answer has not said that a group is not protected', async () => {
  const lost = { kind: 'lost', reason: 'reset', timedOut: false } as const
  await expect(isTakenForProtected(lost)).rejects.toMatchObject({ failure: lost })
})
