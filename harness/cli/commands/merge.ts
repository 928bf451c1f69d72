import type { CommandModule, InferredOptionTypes } from 'yargs'
import { judgeMerged } from '../../../bench/shard/judge-merged.ts'
import { mergeLoads, strangers } from '../../../bench/shard/merge-loads.ts'
import type { ShardRun } from '../../../bench/shard/shard-run.ts'
import type { Result } from '../../../reports/model/result.ts'
import { TELLINGS } from '../../../reports/formats/told.ts'
import { BadInput } from '../../target/errors.ts'
import { mapRoles, REFERENCE } from '../../target/slots/slots.ts'
import { conclude } from '../run/conclude.ts'
import { COMMON, withOptions } from '../options/options.ts'
import type { Outcome } from '../outcome.ts'
import { readRuns } from '../options/read-runs.ts'
import { openRecord } from '../run/record.ts'

const OPTIONS = { out: COMMON.out } as const
type Options = InferredOptionTypes<typeof OPTIONS> & { results: string[] }

/** The one load of a shard's run. */
function shardRun({ runId, load, links, exit }: Result): ShardRun {
  const [only, ...others] = load
  if (only === undefined || others.length > 0) {
    throw new BadInput([`${runId}: holds ${load.length} loads; a shard's result holds one`])
  }
  // A load measures the one link of its agent; of several none is known to be that.
  const link = links.length === 1 ? links[0] : undefined
  return { runId, load: only, link, interrupted: exit.name === 'cancelled' }
}

/** What went wrong in a shard's run outside of its measurement. */
const faults = (runs: readonly Result[]) =>
  runs
    .filter(({ exit }) => exit.name === 'environment' || exit.name === 'violated')
    .map(({ runId, exit }) => `${runId}: exit ${exit.code}: ${exit.reason}`)

/** What belongs to one shard is told with its number. */
function ofShards(runs: readonly Result[]): Pick<Result, 'links' | 'figures' | 'notes'> {
  const marked = runs.map((run) => ({
    ...run,
    mark: `shard ${run.load[0]?.shard?.index ?? 0}: `,
  }))
  return {
    links: marked.flatMap(({ mark, links }) =>
      links.map((link) => ({ ...link, name: mark + link.name })),
    ),
    figures: marked.flatMap(({ mark, figures }) =>
      figures.map((figure) => ({ ...figure, name: mark + figure.name })),
    ),
    notes: [
      'joined: histograms added bucket for bucket; of a second’s percentiles the greatest of the shards stands',
      ...marked.flatMap(({ mark, notes }) => notes.map((note) => mark + note)),
    ],
  }
}

/** Joins the results of all shards of one schedule exactly. */
export const merge = (outcome: Outcome): CommandModule<object, Options> => ({
  command: 'merge <results..>',
  describe: 'join the results of the shards of one load (load --shard) into one, exactly',
  builder: (yargs) =>
    withOptions(OPTIONS)(yargs).positional('results', {
      type: 'string',
      array: true,
      demandOption: true,
      describe: 'a result of each shard, or folders of them',
    }),
  async handler({ results, out }) {
    const runs = (await Promise.all(results.map(readRuns))).flat()
    const shards = runs.map(shardRun)
    const problems = strangers(shards)
    if (problems.length > 0) throw new BadInput(problems)
    const joined = mergeLoads(shards)
    const [first] = runs
    if (first === undefined) throw new BadInput(['nothing to join'])
    const names = first.target['portal']?.faults ?? []
    const record = openRecord(
      'merge',
      first.seed,
      names,
      mapRoles(() => REFERENCE),
    )
    const violations = faults(runs)
    const thresholds = judgeMerged(joined, shards)
    outcome.code = await conclude(
      {
        ...record,
        startedAt: Math.min(...runs.map(({ startedAt }) => startedAt)),
        environment: first.environment,
        target: first.target,
        load: [joined],
        ...(thresholds.length > 0 && { thresholds }),
        ...ofShards(runs),
      },
      {
        interrupted: false,
        ...(violations.length > 0 && { targetFault: violations.join('; ') }),
      },
      { out, telling: TELLINGS.console, page: true },
    )
  },
})
