import type { CommandModule, InferredOptionTypes } from 'yargs'
import { compareRuns } from '../../../reports/compare/compare.ts'
import { type GateOutcome, judgeGate, parseGate } from '../../../reports/compare/gates.ts'
import { renderComparison } from '../../../reports/compare/render.ts'
import { EXIT, type ExitCode } from '../../../reports/model/exit-codes.ts'
import { decide } from '../../../reports/model/verdict.ts'
import { BadInput } from '../../target/errors.ts'
import { readRuns } from '../options/read-runs.ts'
import { withOptions } from '../options/options.ts'
import type { Outcome } from '../outcome.ts'

const OPTIONS = {
  'fail-on': {
    type: 'string',
    array: true,
    default: [] as string[],
    describe: 'a limit, such as "response p99 > +10%"; beyond it and significant: exit 1',
  },
  'even-if-unlike': {
    type: 'boolean',
    default: false,
    describe: 'compare also runs of unlike machines or workloads, and invalid ones',
  },
} as const
type Options = InferredOptionTypes<typeof OPTIONS> & { base: string; new: string[] }

function parseGates(texts: readonly string[]) {
  const parsed = texts.map(parseGate)
  const problems = parsed.filter((each) => typeof each === 'string')
  if (problems.length > 0) throw new BadInput(problems)
  return parsed.filter((each) => typeof each !== 'string')
}

/** Without a gate nothing is asked: to have compared is enough. */
function codeOf(gates: readonly GateOutcome[]): ExitCode {
  if (gates.length === 0) return EXIT.proven.code
  const compared = gates.filter(({ outcome }) => outcome !== 'no value')
  return decide({
    requirements: [],
    load: [],
    thresholds: compared.map(({ gate, outcome, reason }) => ({
      name: gate,
      ok: outcome === 'kept',
      observed: reason,
      limit: gate,
    })),
    unjudged: gates
      .filter(({ outcome }) => outcome === 'no value')
      .map(({ gate, reason }) => `${gate}: ${reason}`),
  }).code
}

/** What changed between runs, and what of it is more than chance. */
export const compare = (outcome: Outcome): CommandModule<object, Options> => ({
  command: 'compare <base> <new..>',
  describe: 'what changed between runs: difference, interval, "~" when it may be chance',
  builder: (yargs) =>
    withOptions(OPTIONS)(yargs)
      .positional('base', {
        type: 'string',
        demandOption: true,
        describe: 'a result, or a folder of results: the runs of the base',
      })
      .positional('new', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'each a result or a folder of results; each compared with the base',
      }),
  async handler(options) {
    const gates = parseGates(options['fail-on'])
    const base = await readRuns(options.base)
    const judged: GateOutcome[] = []
    for (const path of options.new) {
      const comparison = compareRuns(base, await readRuns(path))
      const { refusals } = comparison.likeness
      if (refusals.length > 0 && !options['even-if-unlike']) {
        throw new BadInput([
          ...refusals.map((refusal) => `${path}: ${refusal}`),
          'such figures say nothing about a change; --even-if-unlike compares them all the same',
        ])
      }
      const outcomes = gates.map((gate) => judgeGate(gate, comparison.rows))
      judged.push(...outcomes)
      process.stdout.write(`${renderComparison(comparison, outcomes)}\n`)
    }
    outcome.code = codeOf(judged)
  },
})
