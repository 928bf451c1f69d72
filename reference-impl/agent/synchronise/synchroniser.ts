import type { LinkEdit } from '../../../harness/contract/agent-administration.ts'
import type { Faults } from '../../faults.ts'
import type { DirectoryPool } from '../directory/directory-pool.ts'
import { readHighestUsn } from '../directory/root-dse.ts'
import { type Lookup, SyncEngine } from './engine.ts'
import { faultyFind } from './faulty-find.ts'
import { guidOfName, importAccounts } from './import-accounts.ts'
import { importDeletions } from './import-deletions.ts'
import { editLinks } from './link-edits.ts'
import type { startUpload } from './upload-users.ts'

/** Where one forest's objects come from. */
export interface ImportSource {
  readonly pool: DirectoryPool
  /** Below it are the tenant's accounts. */
  readonly baseDn: string
}

export type Upload = ReturnType<typeof startUpload>

export interface Synchronised {
  readonly imported: number
  readonly uploaded: number
  readonly removed: number
}

export interface SynchroniserOptions {
  /** One a forest; their order is the forests' numbers. */
  readonly sources: readonly ImportSource[]
  readonly faults: Faults
}

const USERS_A_PAGE = 1_000

const domainOf = (baseDn: string) => baseDn.slice(baseDn.search(/DC=/i))

interface State {
  readonly engine: SyncEngine
  /** highestCommittedUSN of each forest, read before its import. */
  readonly usns: readonly string[]
}

/** One forest's changes since `afterUsn`: the rows that changed, and the anchors that are gone. */
async function importChanges(
  engine: SyncEngine,
  forest: number,
  source: ImportSource,
  afterUsn: string,
) {
  const { pool, baseDn } = source
  const rows = new Set<number>()
  const removed: Buffer[] = []
  let imported = 0
  for await (const accounts of importAccounts(pool, { baseDn, afterUsn })) {
    imported += accounts.length
    for (const account of accounts) {
      const { row, changed } = engine.import(forest, account)
      if (changed) rows.add(row)
    }
  }
  for (const guid of (await importDeletions(pool, domainOf(baseDn), afterUsn)) ?? []) {
    const anchor = engine.remove(forest, guid)
    if (anchor !== undefined) removed.push(anchor)
  }
  return { rows, removed, imported }
}

/** One tenant's synchronisation: what was imported last, and how to import anew. */
export function createSynchroniser({ sources, faults }: SynchroniserOptions) {
  let state: State | undefined

  /** Everything anew, beside what is in force; taken over as a whole at the end. */
  async function importAll(): Promise<SyncEngine> {
    const engine = new SyncEngine(sources.length)
    const usns: string[] = []
    for (const [forest, { pool, baseDn }] of sources.entries()) {
      usns.push(await readHighestUsn(pool))
      for await (const accounts of importAccounts(pool, { baseDn })) {
        for (const account of accounts) engine.import(forest, account)
      }
    }
    state = { engine, usns }
    return engine
  }

  async function full(upload: Upload): Promise<Synchronised> {
    const engine = await importAll()
    let page = []
    for (const user of engine.users()) {
      page.push(user)
      if (page.length === USERS_A_PAGE) {
        await upload.page(page)
        page = []
      }
    }
    if (page.length > 0) await upload.page(page)
    const uploaded = await upload.finish()
    return { imported: engine.size, uploaded, removed: 0 }
  }

  async function delta(upload: Upload, { engine, usns }: State): Promise<Synchronised> {
    if (faults.fires('agent-skips-delta')) return { imported: 0, uploaded: 0, removed: 0 }
    const total = { imported: 0, removed: 0 }
    const next: string[] = []
    for (const [forest, source] of sources.entries()) {
      next.push(await readHighestUsn(source.pool))
      const changes = await importChanges(engine, forest, source, usns[forest] ?? '0')
      const users = [...changes.rows].flatMap((row) => engine.user(row) ?? [])
      if (users.length > 0 || changes.removed.length > 0) await upload.page(users, changes.removed)
      total.imported += changes.imported
      total.removed += changes.removed.length
    }
    const uploaded = await upload.finish()
    // Only now: what failed half-way is imported once more.
    state = { engine, usns: next }
    return { ...total, uploaded }
  }

  return {
    importAll,
    full,
    /** What changed since the last import; everything, when there was none. */
    delta: (upload: (kind: 'full' | 'delta') => Upload) =>
      state === undefined ? full(upload('full')) : delta(upload('delta'), state),
    engine: () => state?.engine,
    /** Where a cloud anchor leads to; `missing` before the first import. */
    find(cloudAnchor: Buffer) {
      return state === undefined
        ? ({ kind: 'missing', reason: 'nothing was imported yet' } as const)
        : faultyFind(state.engine, cloudAnchor, faults)
    },
    /** The account that has the person's name of the last import now, whoever that is. */
    async findByName(cloudAnchor: Buffer): Promise<Lookup | undefined> {
      if (state === undefined) return undefined
      const { engine } = state
      const right = engine.find(cloudAnchor)
      const source = right.kind === 'found' ? sources[right.forest] : undefined
      if (right.kind !== 'found' || source === undefined) return right
      const { userPrincipalName } = engine.metaverse.person(engine.cloud.find(cloudAnchor))
      const objectGuid = await guidOfName(source.pool, source.baseDn, userPrincipalName)
      return objectGuid === undefined ? right : { ...right, objectGuid }
    },
    /** False when nobody has this name. */
    editLinks(userPrincipalName: string, edit: LinkEdit): boolean {
      if (state === undefined) return false
      const { engine } = state
      const wanted = userPrincipalName.toLowerCase()
      for (const user of engine.users()) {
        if (user.userPrincipalName.toLowerCase() !== wanted) continue
        return editLinks(engine, user.cloudAnchor, edit)
      }
      return false
    },
  }
}
export type Synchroniser = ReturnType<typeof createSynchroniser>
