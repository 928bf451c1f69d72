import type { ExitCode } from '../../../reports/model/exit-codes.ts'
import type { RequirementResult } from '../../../reports/model/result.ts'
import { TELLINGS, type Telling, type TellingName } from '../../../reports/formats/told.ts'
import { REQUIREMENTS } from '../../conformance/requirements/index.ts'
import { applyWaivers } from '../../conformance/waivers/apply.ts'
import { staleWaivers } from '../../conformance/waivers/check.ts'
import type { Waiver } from '../../conformance/waivers/waiver.ts'
import { BadInput, RoleDied, TargetError } from '../../target/errors.ts'
import { conclude, type Ending } from './conclude.ts'
import { mapRoles, REFERENCE, type Slots } from '../../target/slots/slots.ts'
import { checkFaults } from '../options/fault-names.ts'
import { createProgress } from './progress.ts'
import { openRecord, type RunRecord } from './record.ts'
import { openRun, type Run } from './run.ts'
import type { Subject } from '../options/target-options.ts'

export interface Judging {
  readonly command: string
  readonly seed: number
  readonly faults: readonly string[]
  readonly out: string
  /** Whether report.html is written; absent: yes. */
  readonly page?: boolean
  /** What is written to the terminal; the summary when absent. */
  readonly format?: TellingName
  /** Failures that are known and answered for. */
  readonly waivers?: readonly Waiver[]
  /** Holds what was measured to something more, such as a baseline, before the verdict. */
  readonly hold?: (record: RunRecord) => Pick<Ending, 'thresholds' | 'unjudged' | 'badInput'>
  /** What fills the slots; absent: the reference. */
  readonly slots?: Slots
  /** What is under test; absent: everything. */
  readonly subjects?: readonly Subject[]
}

/** Where a command puts what it learns; each requirement is told as it is judged. */
export interface Recording {
  readonly value: RunRecord
  add(result: RequirementResult): void
}

const order = new Map(REQUIREMENTS.map(({ id }, index) => [id as string, index]))
const byCatalogue = (a: RequirementResult, b: RequirementResult) =>
  (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0)

/** The input or the machine: nothing that a verdict could say more about. */
const isOutside = (error: unknown) =>
  error instanceof BadInput || (error instanceof Error && 'syscall' in error)

/** What an error that ended the work says; wrong input and a failing machine are thrown on. */
function endingOf(
  error: unknown,
  subjects: readonly Subject[],
  say: (line: string) => void,
): Partial<Ending> {
  if (error instanceof TargetError) {
    const told = `${error.message}. ${error.remedy}`
    const isUnderTest =
      subjects.length === 0 || subjects.includes('system') || subjects.includes(error.role)
    return error instanceof RoleDied && isUnderTest
      ? { targetFault: told }
      : { environmentFault: told }
  }
  if (isOutside(error)) throw error
  say(error instanceof Error ? (error.stack ?? error.message) : String(error))
  return { harnessFault: `the tool failed: ${String(error)}` }
}

/** How the program was called, for whoever wants to do it again; no argument is ever a secret. */
const commandLine = (command: string) => [command, ...process.argv.slice(3)].join(' ')

const tell = (text: string) => process.stdout.write(text)

/**
 * Runs the work on a run of its own and concludes: also when it was interrupted or a role died, what
 * was judged until then is written. Every process is stopped before the verdict is told.
 */
export async function runJudging(
  judging: Judging,
  work: (run: Run, record: Recording) => Promise<void>,
): Promise<ExitCode> {
  const { command, seed, faults, out, waivers = [], subjects = [], format = 'console' } = judging
  const { slots = mapRoles(() => REFERENCE) } = judging
  checkFaults(faults)
  const progress = createProgress((text) => process.stderr.write(text))
  const value = openRecord(commandLine(command), seed, faults, slots)
  const telling: Telling = TELLINGS[format]
  tell(telling.start(value))
  const record: Recording = {
    value,
    add(judged) {
      const result = applyWaivers(judged, waivers)
      tell(telling.requirement(result, value.requirements.length))
      value.requirements.push(result)
      progress.result(result)
    },
  }
  const run = await openRun(progress.say)
  const interrupted = new Promise<void>((resolve) => {
    run.signal.addEventListener('abort', () => resolve())
  })
  let ending: Partial<Ending> = {}
  try {
    await Promise.race([work(run, record), run.died, interrupted])
  } catch (error) {
    ending = endingOf(error, subjects, progress.say)
  } finally {
    await run.close()
  }
  value.requirements.sort(byCatalogue)
  // A run that was cut short has not measured what it would be held to.
  const isWhole = !run.signal.aborted && Object.keys(ending).length === 0
  const held = isWhole ? (judging.hold?.(value) ?? {}) : {}
  const badInput = [...staleWaivers(waivers, value.requirements), ...(held.badInput ?? [])]
  return conclude(
    value,
    { interrupted: run.signal.aborted, ...held, badInput, ...ending },
    {
      out,
      telling,
      page: judging.page ?? true,
    },
  )
}
