import { access } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { CommandModule, InferredOptionTypes } from 'yargs'
import { roundsNeeded } from '../../../bench/micro/change.ts'
import { HOT_PATHS_FILE, loadHotPaths } from '../../../bench/micro/hot-path.ts'
import { assembleMicro, measureInTurns } from '../../../bench/micro/micro.ts'
import { rsaPaths } from '../../../bench/micro/rsa.ts'
import { runRound } from '../../../bench/micro/run-round.ts'
import type { MicroResult } from '../../../reports/model/micro.ts'
import { BadInput } from '../../target/errors.ts'
import { packageRoot } from '../../target/processes/role-process.ts'
import { checkNumbers } from '../options/check-options.ts'
import { COMMON, withOptions } from '../options/options.ts'
import type { Outcome } from '../outcome.ts'
import { runJudging } from '../run/run-judging.ts'

const OPTIONS = {
  out: COMMON.out,
  only: {
    type: 'string',
    array: true,
    default: [] as string[],
    describe: 'measure these hot paths only',
  },
  against: {
    type: 'string',
    describe: 'folder of another build (with its dist/), measured in turns with this one',
  },
  'fail-on-slower': {
    type: 'boolean',
    default: false,
    describe: 'with --against: exit 1 when a hot path is slower by more than chance and noise',
  },
  rounds: { type: 'number', default: 10, describe: 'processes that each build is measured in' },
  'round-ms': {
    type: 'number',
    default: 150,
    describe: 'milliseconds that a hot path is measured in each',
  },
  json: { type: 'boolean', default: false, describe: 'end with one line of JSON' },
} as const
type Options = InferredOptionTypes<typeof OPTIONS>

/** Throws BadInput when the folder holds no build that can be measured. */
async function checkBuild(folder: string): Promise<string> {
  const path = join(folder, HOT_PATHS_FILE)
  try {
    await access(path)
  } catch {
    throw new BadInput([
      `--against: found no ${path}; name the folder of a writeback that was built (npm run build)`,
    ])
  }
  return resolve(folder)
}

/** Every hot path that was asked for, in order; throws BadInput for unknown names, and for too few rounds. */
async function checkAsked({ only, rounds, against, 'fail-on-slower': fails }: Options) {
  const known = [...rsaPaths.keys(), ...(await loadHotPaths(packageRoot)).keys()]
  const strange = only.filter((name) => !known.includes(name))
  const asked = only.length === 0 ? known : known.filter((name) => only.includes(name))
  const needed = roundsNeeded(asked.length)
  throwAny([
    ...strange.map((name) => `--only: found ${name}; allowed are ${known.join(', ')}`),
    ...(against !== undefined && rounds < needed
      ? [`--rounds: found ${rounds}; no difference could be claimed by fewer than ${needed}`]
      : []),
    ...(fails && against === undefined
      ? ['--fail-on-slower: slower than what? add --against']
      : []),
  ])
  return asked
}

function throwAny(problems: string[]) {
  if (problems.length > 0) throw new BadInput(problems)
}

/** What the run is held to: all was measured, and with `--fail-on-slower` nothing got slower. */
const limits = (micro: readonly MicroResult[], asked: readonly string[], options: Options) => [
  {
    name: 'hot paths measured',
    ok:
      micro.length === asked.length &&
      micro.every((each) => each.roundsNs.length === options.rounds),
    observed: `${micro.length} in ${Math.min(...micro.map(({ roundsNs }) => roundsNs.length), options.rounds)} rounds`,
    limit: `${asked.length} in ${options.rounds} rounds`,
  },
  ...micro.flatMap(({ name, against }) =>
    against === undefined || !options['fail-on-slower']
      ? []
      : [
          {
            name: `${name} against the other build`,
            ok: against.change.verdict !== 'slower',
            observed: `${(against.change.share * 100).toFixed(1)} % (${against.change.verdict})`,
            limit: 'not slower by more than chance and noise',
          },
        ],
  ),
]

/** How long the smallest operations take alone, and whether another build's take as long. */
export const micro = (outcome: Outcome): CommandModule<object, Options> => ({
  command: 'micro',
  describe: 'measure hot paths alone; against another build, claim only what is no chance',
  builder: withOptions(OPTIONS),
  async handler(options) {
    checkNumbers(options)
    const { out, rounds, json } = options
    const asked = await checkAsked(options)
    const other = options.against === undefined ? undefined : await checkBuild(options.against)
    let measured: readonly MicroResult[] = []
    outcome.code = await runJudging(
      {
        command: 'micro',
        seed: 0,
        faults: [],
        out,
        hold: () => ({ thresholds: limits(measured, asked, options) }),
      },
      async (run, record) => {
        const { signal } = run
        const found = await measureInTurns(
          async (build) => {
            const buildDir = build === 'other' && other !== undefined ? other : packageRoot
            run.say(`a round of ${build === 'own' ? 'this build' : buildDir}`)
            return runRound({ buildDir, paths: asked, timeMs: options['round-ms'], signal })
          },
          { rounds, withOther: other !== undefined },
          () => signal.aborted,
        )
        measured = assembleMicro(found)
        record.value.micro = [...measured]
        record.value.notes.push('times of one process alone on loopback: no figures of a system')
      },
    )
    if (json) process.stdout.write(`${JSON.stringify(measured)}\n`)
  },
})
