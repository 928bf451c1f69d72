import type { LinkEdit } from '../../../harness/contract/agent-administration.ts'
import { UNLINKED } from './connector-space.ts'
import type { SyncEngine } from './engine.ts'
import { CUSTOM_RULE, ENABLED_RULE } from './sync-rules.ts'

type Edit = (engine: SyncEngine, at: number) => void

const unlinkObjects: Edit = ({ metaverse, forests }, at) => {
  for (const object of metaverse.objects(at)) {
    metaverse.unlink(at, object)
    forests[object.forest]?.unlink(object.row)
  }
}

const renameRules: Edit = ({ metaverse, forests }, at) => {
  for (const { forest, row } of metaverse.objects(at)) forests[forest]?.setRule(row, CUSTOM_RULE)
}

const unlinkCloud: Edit = ({ cloud }, at) => cloud.unlink(at)

/**
 * What an administrator, or an accident, can do to the links between the spaces (PWB-LOOK-2, PWB-LOOK-3).
 * They stay so until the next full synchronisation.
 */
export const LINK_EDITS: Readonly<Record<LinkEdit, Edit>> = {
  'remove-directory-object': unlinkObjects,
  'remove-metaverse-link': unlinkCloud,
  'remove-cloud-object': ({ cloud }, at) => cloud.forget(at),
  'rename-join-rule': renameRules,
  'join-rule-on-cloud-link-only': (engine, at) => {
    renameRules(engine, at)
    engine.cloud.setRule(at, ENABLED_RULE)
  },
}

/** Applies the edit to the person of the anchor; false when there is none. */
export function editLinks(engine: SyncEngine, cloudAnchor: Buffer, edit: LinkEdit): boolean {
  const at = engine.cloud.find(cloudAnchor)
  if (at === UNLINKED) return false
  LINK_EDITS[edit](engine, at)
  return true
}
