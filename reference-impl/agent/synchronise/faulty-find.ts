import type { Faults } from '../../faults.ts'
import { UNLINKED } from './connector-space.ts'
import type { Lookup, SyncEngine } from './engine.ts'

/** The first person with the same display name: not whom the anchor names, where two share it. */
function byName(engine: SyncEngine, cloudAnchor: Buffer): Lookup | undefined {
  const at = engine.cloud.find(cloudAnchor)
  if (at === UNLINKED) return undefined
  const { displayName } = engine.metaverse.person(at)
  for (let other = 0; other < engine.metaverse.length; other++) {
    const [object] = engine.metaverse.objects(other)
    if (object !== undefined && engine.metaverse.person(other).displayName === displayName) {
      return engine.found(object)
    }
  }
  return undefined
}

const objectsOf = (engine: SyncEngine, cloudAnchor: Buffer) => {
  const at = engine.cloud.find(cloudAnchor)
  return at === UNLINKED ? [] : engine.metaverse.objects(at)
}

/** The lookup with the deviations that an agent may have in it (PWB-LOOK-1 to -5). */
export function faultyFind(engine: SyncEngine, cloudAnchor: Buffer, faults: Faults): Lookup {
  const right = engine.find(cloudAnchor)
  if (right.kind === 'found') {
    return (
      (faults.fires('agent-finds-by-name') && byName(engine, cloudAnchor)) ||
      firstForest(engine, cloudAnchor, right, faults)
    )
  }
  const [object] = objectsOf(engine, cloudAnchor)
  if (right.kind === 'multiple') {
    return object !== undefined && faults.fires('agent-takes-first-match')
      ? engine.found(object)
      : right
  }
  // The links stand, only their rule is another.
  if (object !== undefined) {
    return faults.fires('agent-ignores-join-rule') ? engine.found(object) : right
  }
  // The anchor is the objectGUID that it was made from.
  return faults.fires('agent-ignores-missing-link')
    ? { kind: 'found', forest: 0, objectGuid: cloudAnchor, isProtectedBySid: false }
    : right
}

function firstForest(
  engine: SyncEngine,
  cloudAnchor: Buffer,
  right: Lookup,
  faults: Faults,
): Lookup {
  const [object, other] = objectsOf(engine, cloudAnchor)
  const several = object !== undefined && other !== undefined
  return several && faults.fires('agent-takes-first-forest') ? engine.found(object) : right
}
