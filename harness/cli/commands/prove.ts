import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { CommandModule, InferredOptionTypes, Options } from 'yargs'
import { EXIT } from '../../../reports/model/exit-codes.ts'
import { decide } from '../../../reports/model/verdict.ts'
import { writeWhole } from '../../../reports/write.ts'
import {
  type FaultVerdict,
  judgeFault,
  unkilledPairs,
  unkilledRequirements,
} from '../../conformance/kill-matrix/judge.ts'
import { REQUIREMENTS } from '../../conformance/requirements/index.ts'
import { BadInput } from '../../target/errors.ts'
import { checkFaults, readFaults } from '../fault-names.ts'
import type { Outcome } from '../outcome.ts'
import { COMMON, withOptions } from '../options.ts'
import { runUnderFault } from '../prove/run-fault.ts'
import { faultLine } from '../prove/table.ts'

const OPTIONS = {
  'only-fault': {
    type: 'string',
    array: true,
    default: [] as string[],
    describe: 'prove with these faults only',
  },
  jobs: { type: 'number', default: 2, describe: 'runs side by side' },
  full: {
    type: 'boolean',
    default: false,
    describe: 'judge everything under each fault, to find collateral (long)',
  },
  out: COMMON.out,
} as const satisfies Record<string, Options>
type ProveOptions = InferredOptionTypes<typeof OPTIONS>

const JUDGED: ReadonlySet<string> = new Set(REQUIREMENTS.map(({ id }) => id))

/** The faults to prove with, each with the requirements of its that are judged. */
function plannedFaults(only: readonly string[]) {
  checkFaults(only)
  return Object.entries(readFaults())
    .filter(([fault]) => only.length === 0 || only.includes(fault))
    .map(([fault, { kills }]) => ({
      fault,
      kills: Object.fromEntries(Object.entries(kills).filter(([id]) => JUDGED.has(id))),
    }))
}

/** Does the work on every item, `jobs` at a time, in the order of the list. */
async function sideBySide<T>(items: readonly T[], jobs: number, work: (item: T) => Promise<void>) {
  const queue = items.values()
  const worker = async () => {
    for (const item of queue) await work(item)
  }
  await Promise.all(Array.from({ length: jobs }, worker))
}

const say = (line: string) => void process.stdout.write(`${line}\n`)

/** Green and not empty, or nothing that follows means anything. */
async function referenceIsGreen(ids: readonly string[], signal: AbortSignal): Promise<boolean> {
  const {
    exitCode,
    requirements = [],
    durationMs,
  } = await runUnderFault(undefined, {}, ids, signal)
  const green = exitCode === EXIT.proven.code && requirements.length === ids.length
  const seconds = (durationMs / 1000).toFixed(1)
  say(
    `${seconds} s  the reference without a fault: ${green ? 'green' : `NOT GREEN, exit ${exitCode ?? 'by a signal'}`}, ${requirements.length} of ${ids.length} requirements judged`,
  )
  for (const { id, verdict, findings } of requirements) {
    if (verdict !== 'pass')
      say(`  ${id} ${verdict}: ${findings.map(({ code }) => code).join(', ')}`)
  }
  return green
}

async function proveAll(options: ProveOptions, signal: AbortSignal): Promise<FaultVerdict[]> {
  const planned = plannedFaults(options['only-fault'])
  const verdicts: FaultVerdict[] = []
  await sideBySide(planned, options.jobs, async ({ fault, kills }) => {
    if (signal.aborted) return
    const ids = Object.keys(kills)
    const verdict = judgeFault(
      ids.length === 0
        ? { fault, kills, firings: 0, exitCode: null, requirements: [], durationMs: 0 }
        : await runUnderFault(fault, kills, options.full ? [] : ids, signal),
    )
    if (signal.aborted) return
    verdicts.push(verdict)
    say(faultLine(verdict))
  })
  return verdicts
}

function conclude(verdicts: readonly FaultVerdict[], cancelled: boolean) {
  const counted = (fate: FaultVerdict['fate']) => verdicts.filter((v) => v.fate === fate).length
  const bad = verdicts.filter(({ fate }) => fate !== 'killed' && fate !== 'no judge')
  const alive = unkilledRequirements(REQUIREMENTS, verdicts)
  const pairs = unkilledPairs(REQUIREMENTS, verdicts)
  say('')
  say(
    `${counted('killed')} of ${verdicts.length} faults killed, ${counted('no judge')} without a judge`,
  )
  for (const { fault, fate, why } of bad) say(`  ${fate}: ${fault} (${why})`)
  say(
    `${alive.length} of ${REQUIREMENTS.length} requirements that no fault killed: ${alive.join(', ') || 'none'}`,
  )
  say(`${pairs.length} findings that no fault produced`)
  const [worst] = bad
  const { code, reason } = decide({
    requirements: [],
    load: [],
    interrupted: cancelled,
    thresholds: verdicts
      .filter(({ fate }) => fate === 'killed')
      .map(({ fault }) => ({ name: fault, ok: true, observed: 'killed', limit: 'killed' })),
    ...(worst !== undefined && { harnessFault: `${worst.fault}: ${worst.fate}` }),
  })
  if (code !== EXIT.proven.code) say(`exit ${code}: ${reason}`)
  return {
    code,
    summary: { verdicts, unkilledRequirements: alive, unkilledPairs: pairs },
  }
}

/** The kill matrix: each fault of the reference is found by the requirements that it names. */
export const prove = (outcome: Outcome): CommandModule<object, ProveOptions> => ({
  command: 'prove',
  describe: 'the kill matrix: show that each requirement can fail, by the faults of the reference',
  builder: withOptions(OPTIONS),
  async handler(options) {
    if (!Number.isInteger(options.jobs) || options.jobs < 1) {
      throw new BadInput([`--jobs: found ${options.jobs}; a whole number from 1 on is allowed`])
    }
    const controller = new AbortController()
    const interrupt = () => controller.abort()
    process.once('SIGINT', interrupt)
    process.once('SIGTERM', interrupt)
    const everything = options['only-fault'].length === 0
    if (everything && !(await referenceIsGreen([...JUDGED], controller.signal))) {
      outcome.code = controller.signal.aborted ? EXIT.cancelled.code : EXIT.harness.code
      return
    }
    const verdicts = await proveAll(options, controller.signal)
    const { code, summary } = conclude(verdicts, controller.signal.aborted)
    await mkdir(options.out, { recursive: true })
    const file = join(options.out, 'prove.json')
    await writeWhole(file, `${JSON.stringify(summary, null, 2)}\n`)
    say(`file    ${file}`)
    outcome.code = code
  },
})
