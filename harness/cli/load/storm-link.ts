import type { OpenLoopRun } from '../../../bench/measure/assemble.ts'
import type { LinkResult, LoadResult } from '../../../reports/model/result.ts'
import { type LinkMeasurement, measureLink } from '../../target/link-measure.ts'
import type { System } from '../../target/system.ts'

/** A link whose layers do not add up was not measured (PWB-BW-5): the run is then not valid. */
export const ladderCheck = (unbalanced: readonly string[] | undefined): LoadResult['validity'] =>
  unbalanced === undefined
    ? []
    : [
        {
          name: 'ladder of the agent’s link',
          ok: unbalanced.length === 0,
          observed: unbalanced.length === 0 ? 'the layers add up' : unbalanced.join('; '),
          limit: 'every layer reconciles by formula',
        },
      ]

/** What a link carried, by the scenario's time: its bandwidth is what it would be without compression. */
const inScenarioTime = (link: LinkResult, compression: number): LinkResult =>
  compression === 1
    ? link
    : {
        ...link,
        name: `${link.name}, in scenario time (÷ ${compression}; proves no bandwidth)`,
        durationMs: link.durationMs * compression,
        // Its seconds are not those of the load's course.
        intervals: [],
      }

/** Drives while so many seconds of the roles' clocks pass in one. */
async function compressed<T>({ time }: System, compression: number, drive: () => Promise<T>) {
  if (compression === 1) return drive()
  const relax = await time.compress(compression)
  try {
    return await drive()
  } finally {
    await relax()
  }
}

/** Drives, and measures what the tenant's link carries meanwhile, where there is a tap on it. */
export async function driveMeasured(
  system: System,
  tenant: string,
  compression: number,
  driveInTime: () => Promise<OpenLoopRun>,
): Promise<{ run: OpenLoopRun; measured: LinkMeasurement | undefined }> {
  const tap = system.taps.agentRelay.get(tenant)
  const drive = () => compressed(system, compression, driveInTime)
  if (tap === undefined) return { run: await drive(), measured: undefined }
  const runs: OpenLoopRun[] = []
  const measured = await measureLink(
    `agent-relay, tenant ${tenant}`,
    tap,
    system.time.estimate,
    async () => {
      const run = await drive()
      runs.push(run)
      return run.completed
    },
  )
  const [run] = runs
  if (run === undefined) throw new Error('the load gave no result')
  return { run, measured }
}

/** The measured link with the operations that were answered in each of its intervals. */
export const linkOf = (
  { link }: LinkMeasurement,
  { intervals }: LoadResult,
  compression: number,
): LinkResult =>
  inScenarioTime(
    {
      ...link,
      intervals: link.intervals.map((interval, index) => ({
        ...interval,
        operations: intervals[index]?.completed ?? 0,
      })),
    },
    compression,
  )
