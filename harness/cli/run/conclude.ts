import { join } from 'node:path'
import type { ExitCode } from '../../../reports/model/exit-codes.ts'
import type { Judged } from '../../../reports/model/judged.ts'
import { decide } from '../../../reports/model/verdict.ts'
import type { Telling } from '../../../reports/formats/told.ts'
import type { Result } from '../../../reports/model/result.ts'
import { RUN_FORMATS, writeRun } from '../../../reports/write.ts'
import type { RunRecord } from './record.ts'

export interface Ending {
  readonly interrupted: boolean
  /** What turned out to be wrong with the input: stale waivers. */
  readonly badInput?: readonly string[]
  /** Limits that the run was held to. */
  readonly thresholds?: NonNullable<Judged['thresholds']>
  /** What was asked for and has nothing to judge it by. */
  readonly unjudged?: readonly string[]
  /** A part that was not under test failed, or the machine did. */
  readonly environmentFault?: string
  /** The tool itself failed. */
  readonly harnessFault?: string
  /** The role under test died. */
  readonly targetFault?: string
}

/** Verdict, files, summary: the end of every command that judges. Gives the exit code. */
export async function conclude(
  record: RunRecord,
  ending: Ending,
  { out, telling, page }: { out: string; telling: Telling; page: boolean },
): Promise<ExitCode> {
  const { requirements, load, thresholds } = record
  const decision = decide({
    ...ending,
    requirements,
    load,
    thresholds: [...(ending.thresholds ?? []), ...(thresholds ?? [])],
  })
  const result: Result = { ...record, endedAt: Date.now(), exit: decision }
  const folder = join(out, record.runId)
  const tell = (files: readonly string[]) =>
    process.stdout.write(telling.end(result, { colour: process.stdout.isTTY, files }))
  try {
    const formats = RUN_FORMATS.filter((name) => page || name !== 'html')
    tell(await writeRun(result, folder, { formats }))
  } catch (error) {
    // A full disk must not hide the verdict as well.
    tell([])
    throw error
  }
  return decision.code
}
