import type { Faults } from '../../faults.ts'

const HOARD_BYTES = 4_000_000
const EVERY = 10

/** The portal's faults that remember what was asked of it before; without them, nothing. */
export function createFaultsUnderLoad(faults: Faults) {
  const hoard: Buffer[] = []
  let overloaded = false
  let operations = 0
  return {
    /** An operation was refused as one too many. */
    refused() {
      overloaded = true
      // Filled: untouched pages would not be resident.
      if (faults.fires('portal-hoards-refused')) hoard.push(Buffer.alloc(HOARD_BYTES, 1))
    },
    isTired: () => overloaded && faults.fires('portal-tires'),
    /** Whether this operation is answered without an outcome. */
    forgets() {
      operations += 1
      return operations % EVERY === 0 && faults.fires('portal-answers-nothing')
    },
  }
}
