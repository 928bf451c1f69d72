import { setMaxListeners } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { CommandModule, InferredOptionTypes, Options } from 'yargs'
import { renderKillMatrix } from '../../../reports/kill-matrix/page.ts'
import { EXIT, type ExitCode } from '../../../reports/model/exit-codes.ts'
import { writeWhole } from '../../../reports/write.ts'
import { BadInput } from '../../target/errors.ts'
import type { Outcome } from '../outcome.ts'
import { COMMON, withOptions } from '../options/options.ts'
import { concludeProof } from '../prove/conclude.ts'
import { planFaults, proveAgain, proveFaults } from '../prove/prove-faults.ts'
import { planVariants, proveApart, proveTogether } from '../prove/prove-variants.ts'
import type { Proving } from '../prove/proving.ts'
import { runUnder } from '../prove/run-under.ts'
import { proveReference } from '../prove/prove-reference.ts'
import { withSharedKeyPairs } from '../prove/shared-key-pairs.ts'
import { idleNow, inRoom, openRoom, type Rooms } from '../prove/room.ts'
import { openRunners } from '../prove/runners.ts'

/** Most wait for a part of their time. */
const JOBS_PER_CORE = 3

const OPTIONS = {
  'only-fault': {
    type: 'string',
    array: true,
    default: [] as string[],
    describe: 'prove with these faults only',
  },
  'only-variant': {
    type: 'string',
    array: true,
    default: [] as string[],
    describe: 'prove with these permitted variants only',
  },
  jobs: {
    type: 'number',
    default: JOBS_PER_CORE * availableParallelism(),
    describe: `runs side by side at most that work, and twice as many that mostly wait (default: ${JOBS_PER_CORE} a core); beside a whole suite, one more begins only when processors are idle`,
  },
  full: {
    type: 'boolean',
    default: false,
    describe:
      'judge everything under each fault, each in a process of its own, to find collateral (long)',
  },
  out: COMMON.out,
} as const satisfies Record<string, Options>
/** Runs of one process and its roles', before others take their place: what one left behind cannot go far. */
const RUNS_EACH = 60

type ProveOptions = InferredOptionTypes<typeof OPTIONS>

/** What to prove with: everything, or what was named. */
function plan({ 'only-fault': onlyFaults, 'only-variant': onlyVariants }: ProveOptions) {
  const everything = onlyFaults.length + onlyVariants.length === 0
  return {
    everything,
    faults: everything || onlyFaults.length > 0 ? planFaults(onlyFaults) : [],
    variants: everything || onlyVariants.length > 0 ? planVariants(onlyVariants) : [],
  }
}

const say = (line: string) => void process.stdout.write(`${line}\n`)

/** The matrix as data and as a page, side by side. */
async function write(out: string, matrix: Parameters<typeof renderKillMatrix>[0]) {
  await mkdir(out, { recursive: true })
  const files = {
    'prove.json': `${JSON.stringify(matrix, null, 2)}\n`,
    'prove.html': renderKillMatrix(matrix),
  }
  for (const [name, text] of Object.entries(files)) await writeWhole(join(out, name), text)
  return Object.keys(files).map((name) => join(out, name))
}

const room = (least: number) => openRoom({ least, idleShare: idleNow })

async function proveAll(
  planned: ReturnType<typeof plan>,
  proving: Proving & { readonly rooms: Rooms },
  { full, out }: Pick<ProveOptions, 'full' | 'out'>,
): Promise<ExitCode> {
  const { signal, jobs, rooms } = proving
  const { everything } = planned
  const hopeless = new AbortController()
  const beside = { ...proving, signal: AbortSignal.any([signal, hopeless.signal]) }
  // Each run listens to it.
  setMaxListeners(0, signal, beside.signal)
  const reference = everything
    ? proveReference(beside, rooms.working, hopeless)
    : { working: Promise.resolve(true), isGreen: Promise.resolve(true) }
  // The longest run of what follows: it begins first, in the processes that the reference leaves.
  const varied = proveTogether(planned.variants, beside, async (part, run) => {
    if (part === 'waiting') return run()
    await reference.working
    // It has several systems, and works for most of its time: all the places that there are.
    return inRoom(rooms.working, run, jobs)
  })
  const first = await proveFaults(planned.faults, full, beside, reference.working)
  const [together, isGreen] = await Promise.all([varied, reference.isGreen])
  if (!isGreen) return signal.aborted ? EXIT.cancelled.code : EXIT.harness.code
  const faults = await proveAgain(planned.faults, first, full, proving)
  const apart = await proveApart(planned.variants, together, { ...proving, room: rooms.working })
  const variants = [...together, ...apart]
  const cancelled = signal.aborted
  const { code, lines, matrix } = concludeProof({ faults, variants, cancelled, everything })
  for (const line of ['', ...lines]) say(line)
  for (const file of await write(out, matrix)) say(`file    ${file}`)
  return code
}

/** The kill matrix: each fault is found by the requirements that it names, and no permitted variant by any. */
export const prove = (outcome: Outcome): CommandModule<object, ProveOptions> => ({
  command: 'prove',
  describe:
    'the kill matrix: each requirement can fail, by the faults of the reference, and fails for nothing that is permitted',
  builder: withOptions(OPTIONS),
  async handler(options) {
    const { jobs, full, out } = options
    if (!Number.isInteger(jobs) || jobs < 1) {
      throw new BadInput([`--jobs: found ${jobs}; a whole number from 1 on is allowed`])
    }
    const planned = plan(options)
    const controller = new AbortController()
    const interrupt = () => controller.abort()
    process.once('SIGINT', interrupt)
    process.once('SIGTERM', interrupt)
    const { signal } = controller
    const rooms = { waiting: room(Math.min(jobs, availableParallelism())), working: room(jobs) }
    outcome.code = await withSharedKeyPairs(async (keyPairs) => {
      const runners = openRunners(full ? 1 : RUNS_EACH, keyPairs)
      const run: Proving['run'] = (...asked) => runUnder(runners, ...asked)
      try {
        return await proveAll(planned, { jobs, rooms, run, signal, say }, { full, out })
      } finally {
        await runners.close()
      }
    })
  },
})
