import { type FaultVerdict, judgeFault } from '../../conformance/kill-matrix/judge.ts'
import { REQUIREMENTS } from '../../conformance/requirements/index.ts'
import { checkFaults, readFaults } from '../fault-names.ts'
import type { Proving } from './proving.ts'
import { sideBySide } from './side-by-side.ts'
import { faultLine } from './table.ts'

interface PlannedFault {
  readonly fault: string
  readonly kills: Readonly<Record<string, string>>
}

const JUDGED: ReadonlySet<string> = new Set(REQUIREMENTS.map(({ id }) => id))

/** These faults, or all when none is named, each with the requirements of its that are judged. */
export function planFaults(only: readonly string[]): PlannedFault[] {
  checkFaults(only)
  return Object.entries(readFaults())
    .filter(([fault]) => only.length === 0 || only.includes(fault))
    .map(([fault, { kills }]) => ({
      fault,
      kills: Object.fromEntries(Object.entries(kills).filter(([id]) => JUDGED.has(id))),
    }))
}

async function proveFault({ fault, kills }: PlannedFault, full: boolean, proving: Proving) {
  const ids = Object.keys(kills)
  if (ids.length === 0) {
    const unseen = { firings: 0, exitCode: null, requirements: [], durationMs: 0 }
    return judgeFault({ fault, kills, ...unseen })
  }
  const ran = await proving.run({ fault: [fault] }, full ? [] : ids, proving.signal)
  return judgeFault({ fault, kills, ...ran, firings: ran.firings(fault) })
}

/** One run a fault; `full`: over everything, to find collateral. */
export async function proveFaults(
  planned: readonly PlannedFault[],
  full: boolean,
  proving: Proving,
): Promise<FaultVerdict[]> {
  const { jobs, signal, say } = proving
  const verdicts: FaultVerdict[] = []
  await sideBySide(planned, jobs, async (one) => {
    if (signal.aborted) return
    const verdict = await proveFault(one, full, proving)
    if (signal.aborted) return
    verdicts.push(verdict)
    say(faultLine(verdict))
  })
  return verdicts
}
