import { openMappedLane } from '../../conformance/capabilities/mapped-lane.ts'
import type { Requirement } from '../../conformance/requirement.ts'
import { judgeAll } from '../../conformance/runner.ts'
import { openMappedStage } from '../../target/portal/mapped-stage.ts'
import { directoryAt, portalAt, type Slots } from '../../target/slots/slots.ts'
import type { Recording } from '../run/run-judging.ts'
import type { Run } from '../run/run.ts'

/** Judges a system that runs elsewhere, one requirement after the other; false: the target is none. */
export async function conformMapped(
  requirements: readonly Requirement[],
  slots: Slots,
  run: Run,
  record: Recording,
): Promise<boolean> {
  const [portal, directory] = [portalAt(slots), directoryAt(slots)]
  if (portal === undefined || directory === undefined) return false
  const { runDir, signal } = run
  const stage = await run.keep(openMappedStage({ slots, portal, directory, runDir }))
  await judgeAll(requirements, await openMappedLane(stage), record.add, signal)
  return true
}
