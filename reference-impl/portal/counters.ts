import { OUTCOMES, type OutcomeCode } from '../../harness/contract/outcomes.ts'

/** What the portal answered to requests for an operation since it started. */
export function createCounters() {
  const counts = { accepted: 0, refused: 0, unknown: 0, droppedPackages: 0, strayResults: 0 }
  return {
    countOutcome(code: OutcomeCode) {
      const { definite, http } = OUTCOMES[code]
      if (!definite) counts.unknown += 1
      else if (http < 400) counts.accepted += 1
      else counts.refused += 1
    },
    countDroppedPackage() {
      counts.droppedPackages += 1
    },
    countStrayResult() {
      counts.strayResults += 1
    },
    /** `portal.<counter>`: counters of several roles are read together. */
    read: () =>
      Object.fromEntries(Object.entries(counts).map(([name, n]) => [`portal.${name}`, n])),
  }
}
export type Counters = ReturnType<typeof createCounters>
