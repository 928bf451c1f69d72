import type { Change, Control, Entry, SearchResult } from 'ldapts'
import { describe, expect, it } from 'vitest'
import { createDrivenClock } from '../clock.ts'
import { NO_FAULTS } from '../faults.ts'
import { type Applied, applyRequest, type WriteOrder } from './apply-request.ts'
import { DirectoryError, type DirectoryFailure } from './directory/directory-failure.ts'
import type { DirectoryPool } from './directory/directory-pool.ts'
import { createPolicyHintsLookup } from './directory/root-dse.ts'
import { createProtectedGroups } from './directory/protected-groups.ts'

const ORDER: WriteOrder = {
  operation: 'user-reset',
  mustChangeAtNextLogon: false,
  objectGuid: Buffer.alloc(16, 7),
  isProtectedBySid: false,
  newPassword: 'new',
  currentPassword: '',
}
const TARGET = `<GUID=${'07'.repeat(16)}>`
const HINTS = '1.2.840.113556.1.4.2066'

interface Written {
  readonly target: string
  readonly types: string[]
  readonly control: string | undefined
}

interface Scene {
  account?: Record<string, string[]>
  entries?: Record<string, Record<string, string[]>>
  controls?: string[]
  /** How many searches end with a broken connection first. */
  brokenSearches?: number
  /** A base whose search meets a connection that the directory does not let in. */
  notLetInAt?: string
  modify?: (account: Record<string, string[]>) => void
}

async function* noPages(): AsyncGenerator<SearchResult> {
  yield* []
}

const fail = (failure: DirectoryFailure) => new DirectoryError(failure)
const lost = (timedOut: boolean) => fail({ kind: 'lost', reason: 'closed', timedOut })

/** A directory of a few entries, at the edge where the connections would be. */
function stage(scene: Scene) {
  const account = { userAccountControl: ['512'], pwdLastSet: ['100'], ...scene.account }
  const entries: Record<string, Record<string, string[]>> = {
    '': { supportedControl: scene.controls ?? [HINTS] },
    [TARGET]: account,
    ...scene.entries,
  }
  const written: Written[] = []
  let broken = scene.brokenSearches ?? 0
  const search = async (base: unknown) => {
    if (broken-- > 0) throw lost(false)
    if (scene.notLetInAt === base) throw fail({ kind: 'refused', code: 49, hex: '80090308' })
    const found = entries[String(base)]
    if (found === undefined) throw fail({ kind: 'refused', code: 32, hex: '' })
    const entry: Entry = { dn: String(base), ...found }
    return { searchEntries: [entry], searchReferences: [] }
  }
  const modify = async (
    target: unknown,
    changes: Change | Change[],
    controls?: Control | Control[],
  ) => {
    const [control] = [controls ?? []].flat()
    const types = [changes].flat().map(({ modification }) => modification.type)
    written.push({ target: String(target), types, control: control?.type })
    scene.modify?.(account)
  }
  const pool: DirectoryPool = {
    run: (work) => work({ search, modify, searchPaginated: noPages }),
    close: async () => undefined,
  }
  return { pool, written }
}

async function apply(
  scene: Scene,
  order: Partial<WriteOrder> = {},
  over: { policyHints?: 'optional'; late?: boolean } = {},
) {
  const { pool, written } = stage(scene)
  const clock = createDrivenClock()
  const applied: Applied = await applyRequest(
    {
      directory: {
        pool,
        policyHints: createPolicyHintsLookup(pool),
        protectedGroups: createProtectedGroups(pool, clock),
      },
      policyHints: over.policyHints ?? 'required',
      faults: NO_FAULTS,
      mayWrite: async () => over.late !== true,
      mayBegin: () => true,
    },
    { ...ORDER, ...order },
  )
  clock.stop()
  const { outcome, lacksControl } = applied
  return { outcome, written, ...(lacksControl !== undefined && { lacksControl }) }
}

const GROUP = 'CN=Helpers,DC=corp,DC=test'
const OUTER = 'CN=Tier 0,DC=corp,DC=test'

describe('a reset', () => {
  it('of a password that nobody could sign in with is refused, and not written', async () => {
    const refused = await apply({}, { newPassword: 'Half-a-character-1\ud83d' })
    expect(refused).toEqual({ outcome: 'password-not-representable', written: [] })
    expect(await apply({}, { newPassword: 'Whole-characters-1\u{1f600}' })).toMatchObject({
      outcome: 'changed',
    })
  })

  it('is one modify by objectGUID with the control, which also unlocks', async () => {
    const { outcome, written } = await apply({})
    expect(outcome).toBe('changed')
    expect(written).toEqual([
      { target: TARGET, types: ['unicodePwd', 'lockoutTime'], control: HINTS },
    ])
  })

  it('asks for another password at the next logon when told to', async () => {
    const { written } = await apply({}, { mustChangeAtNextLogon: true })
    expect(written[0]?.types).toEqual(['unicodePwd', 'lockoutTime', 'pwdLastSet'])
  })

  it('is not written where the directory lists no control, unless that is configured', async () => {
    const refused = await apply({ controls: [] })
    const lacksControl = true
    expect(refused).toEqual({ outcome: 'directory-configuration', written: [], lacksControl })
    const done = await apply({ controls: [] }, {}, { policyHints: 'optional' })
    expect(done).toMatchObject({ outcome: 'changed', lacksControl })
    expect(done.written[0]?.control).toBeUndefined()
  })

  it('is not written after the deadline', async () => {
    expect(await apply({}, {}, { late: true })).toEqual({ outcome: 'dropped', written: [] })
  })

  it('of a disabled account is refused', async () => {
    const disabled = { account: { userAccountControl: ['514'] } }
    expect(await apply(disabled)).toEqual({ outcome: 'account-disabled', written: [] })
  })

  it.each([
    ['marked by the directory', { account: { adminCount: ['1'] } }],
    ['by its primary group', { account: { primaryGroupID: ['512'] } }],
    [
      'in a protected group, nested',
      {
        account: { memberOf: [GROUP] },
        entries: { [GROUP]: { memberOf: [OUTER, GROUP] }, [OUTER]: { adminCount: ['1'] } },
      },
    ],
  ])('of a protected account is refused: %s', async (_name, scene) => {
    expect(await apply(scene)).toEqual({ outcome: 'no-permission', written: [] })
  })

  it('of an account that a domain is made with is refused; the directory decides on a change', async () => {
    const builtIn = { isProtectedBySid: true }
    expect(await apply({}, builtIn)).toEqual({ outcome: 'no-permission', written: [] })
    const change = { ...builtIn, operation: 'change', currentPassword: 'old' } as const
    expect(await apply({}, change)).toMatchObject({ outcome: 'changed' })
  })

  it('of an account in ordinary groups is written', async () => {
    const scene = { account: { memberOf: [GROUP] }, entries: { [GROUP]: { memberOf: [GROUP] } } }
    expect((await apply(scene)).outcome).toBe('changed')
  })
})

it('a change is delete and add without the control, for a protected account too', async () => {
  const scene = { account: { adminCount: ['1'] } }
  const { outcome, written } = await apply(scene, { operation: 'change', currentPassword: 'old' })
  expect(outcome).toBe('changed')
  expect(written).toEqual([
    { target: TARGET, types: ['unicodePwd', 'unicodePwd'], control: undefined },
  ])
})

it('a connection that breaks under a question is replaced once, then the directory is unavailable', async () => {
  expect((await apply({ brokenSearches: 1 })).outcome).toBe('changed')
  expect(await apply({ brokenSearches: 2 })).toEqual({
    outcome: 'directory-unavailable',
    written: [],
  })
})

describe('a service account that is not let in', () => {
  const refused = { outcome: 'no-permission', written: [] }

  it('may not reset anybody, and nothing is written', async () => {
    expect(await apply({ notLetInAt: TARGET })).toEqual(refused)
    expect(await apply({ notLetInAt: TARGET }, { operation: 'change' })).toEqual(refused)
  })

  it('when a group is looked at, does not make it an unprotected one', async () => {
    const scene = { account: { memberOf: [GROUP] }, entries: { [GROUP]: { adminCount: ['1'] } } }
    expect(await apply({ ...scene, notLetInAt: GROUP })).toEqual(refused)
  })
})

describe('a write whose connection was lost', () => {
  it('and that was done is told as done', async () => {
    const { outcome } = await apply({
      modify(account) {
        account['pwdLastSet'] = ['200']
        throw lost(false)
      },
    })
    expect(outcome).toBe('changed')
  })

  it('and that was not done changed nothing; after a time-out nobody knows', async () => {
    const outcomes = await Promise.all(
      [false, true].map(async (timedOut) => {
        const { outcome } = await apply({
          modify() {
            throw lost(timedOut)
          },
        })
        return outcome
      }),
    )
    expect(outcomes).toEqual(['directory-unavailable', 'outcome-unknown'])
  })
})

it('an account that is gone is not found', async () => {
  expect(await apply({}, { objectGuid: Buffer.alloc(16, 9) })).toEqual({
    outcome: 'user-not-found',
    written: [],
  })
})
