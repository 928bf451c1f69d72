import type { LinkEdit } from '../../../harness/contract/agent-administration.ts'
import type { Faults } from '../../faults.ts'
import type { DirectoryAccess } from '../directory/directory-pool.ts'
import { readWatermark, type Watermark } from '../directory/root-dse.ts'
import { type Lookup, SyncEngine } from './engine.ts'
import { faultyFind } from './faulty-find.ts'
import { guidOfName, importAccounts } from './import-accounts.ts'
import { importDeletions } from './import-deletions.ts'
import { editLinks } from './link-edits.ts'
import type { startUpload } from './upload-users.ts'

/** Where one forest's objects come from. */
export interface ImportSource {
  readonly pool: DirectoryAccess
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

/** What the portal takes at once. */
const USERS_A_PAGE = 5_000

const domainOf = (baseDn: string) => baseDn.slice(baseDn.search(/DC=/i))

interface State {
  readonly engine: SyncEngine
  /** Of each forest, read before its import. */
  readonly watermarks: readonly Watermark[]
  /** The cloud was told all of it once: before that, what changed since is not all that it lacks. */
  readonly uploaded: boolean
}

/** One forest's changes since `afterUsn`: the rows that changed, and the anchors that are gone. */
async function importChanges(
  engine: SyncEngine,
  forest: number,
  { pool, baseDn }: ImportSource,
  afterUsn: string,
) {
  const rows = new Set<number>()
  const gone: Buffer[] = []
  let imported = 0
  const remove = (guid: Buffer) => {
    const removal = engine.remove(forest, guid)
    if (removal === undefined) return
    if ('gone' in removal) gone.push(removal.gone)
    else rows.add(removal.changed)
  }
  for (const guid of (await importDeletions(pool, domainOf(baseDn), afterUsn)) ?? []) remove(guid)
  for await (const { accounts, nameless } of importAccounts(pool, { baseDn, afterUsn })) {
    imported += accounts.length
    for (const guid of nameless) remove(guid)
    for (const account of accounts) {
      const { row, changed } = engine.import(forest, account)
      if (changed) rows.add(row)
    }
  }
  return { rows, gone, imported }
}

/** Rows that changed, and anchors that are gone. */
const nothing = () => ({ rows: new Set<number>(), gone: new Array<Buffer>() })

function* chunks<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += USERS_A_PAGE) {
    yield all.slice(from, from + USERS_A_PAGE)
  }
}

/** One tenant's synchronisation: what was imported last, and how to import anew. */
export function createSynchroniser({ sources, faults }: SynchroniserOptions) {
  let state: State | undefined
  /** What the engine knows and the cloud was not told yet: an upload may fail half-way. */
  let untold = nothing()

  /** Everything anew, beside what is in force; taken over as a whole at the end. */
  async function importAll(): Promise<State> {
    const engine = new SyncEngine(sources.length)
    const watermarks: Watermark[] = []
    for (const [forest, { pool, baseDn }] of sources.entries()) {
      if (forest > 0 && faults.fires('agent-skips-other-forests')) continue
      watermarks.push(await readWatermark(pool))
      for await (const { accounts } of importAccounts(pool, { baseDn })) {
        for (const account of accounts) engine.import(forest, account)
      }
    }
    const made = { engine, watermarks, uploaded: false }
    state = made
    untold = nothing()
    return made
  }

  async function full(upload: Upload): Promise<Synchronised> {
    const made = await importAll()
    const { engine } = made
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
    state = { ...made, uploaded: true }
    return { imported: engine.size, uploaded, removed: 0 }
  }

  async function delta(upload: Upload, { engine, watermarks }: State): Promise<Synchronised> {
    if (faults.fires('agent-skips-delta')) return { imported: 0, uploaded: 0, removed: 0 }
    const { rows, gone } = untold
    let imported = 0
    const next: Watermark[] = []
    for (const [forest, source] of sources.entries()) {
      next.push(await readWatermark(source.pool))
      const changes = await importChanges(engine, forest, source, watermarks[forest]?.usn ?? '0')
      for (const row of changes.rows) rows.add(row)
      gone.push(...changes.gone)
      imported += changes.imported
    }
    for (const anchors of chunks(gone)) await upload.page([], anchors)
    // After the removals: who is gone from one forest may have come to another.
    const users = [...rows].flatMap((row) => engine.user(row) ?? [])
    for (const page of chunks(users)) await upload.page(page)
    const uploaded = await upload.finish()
    const removed = gone.length
    untold = nothing()
    state = { engine, watermarks: next, uploaded: true }
    return { imported, uploaded, removed }
  }

  /** Whether the controllers that would answer now are those whose numbers are kept. */
  async function isSameControllers({ watermarks }: State): Promise<boolean> {
    const now = await Promise.all(sources.map(({ pool }) => readWatermark(pool)))
    return now.every(({ controller }, forest) => controller === watermarks[forest]?.controller)
  }

  return {
    importAll: async () => (await importAll()).engine,
    full,
    /**
     * What changed since the last import; everything, when there was none, the cloud was not told all of it, or another
     * controller answers.
     */
    async delta(upload: (kind: 'full' | 'delta') => Upload): Promise<Synchronised> {
      const known = state
      return known?.uploaded === true && (await isSameControllers(known))
        ? delta(upload('delta'), known)
        : full(upload('full'))
    },
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
