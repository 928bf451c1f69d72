import type { InferredOptionTypes } from 'yargs'
import type { Known } from '../../conformance/capabilities/foresee.ts'
import type { Slots, Target } from '../../target/slots/slots.ts'
import type { Stage } from '../../target/stage.ts'
import { type Asked, askedFor, noteAsked } from './asked.ts'
import { checkNumbers } from '../options/check-options.ts'
import type { Stages } from './lanes.ts'
import { ASKED, COMMON, TRANSPORT } from '../options/options.ts'
import {
  exclusivePlan,
  forestsPlan,
  generationOf,
  historyPlan,
  idlePlan,
  narrowPlan,
  type RunOptions,
  steadyPlan,
} from '../run/plans.ts'
import type { Recording } from '../run/run-judging.ts'
import type { Run } from '../run/run.ts'
import { quietTenants } from './storm-lane.ts'
import { ofSubjects, TARGET, targetOf } from '../options/target-options.ts'
import { TIME, timeOf } from '../options/time-options.ts'

/** What every command takes that judges requirements. */
export const JUDGED = { ...COMMON, ...ASKED, ...TARGET, ...TIME, ...TRANSPORT } as const
type Options = InferredOptionTypes<typeof JUDGED>

/** What is judged, and of whom. Throws BadInput before anything starts. */
export async function judgedBy(options: Options): Promise<{ asked: Asked; target: Target }> {
  checkNumbers(options)
  const { judged, ...rest } = await askedFor(options)
  const asked = { ...rest, judged: ofSubjects(judged, options.subject) }
  return { asked, target: await targetOf(options.target, options['i-own-this-directory']) }
}

/** What the command line says of all systems of the run. */
export const systemsOf = (options: Options, slots: Slots): RunOptions & Known => ({
  transport: options.transport,
  slots,
  faults: options.fault,
  ...timeOf(options),
  ...generationOf(options.profile),
  ...(options.firings !== undefined && { firingsFile: options.firings }),
})

export function noteJudged(record: Recording, asked: Asked, { transport }: Options): void {
  record.value.notes.push(`portal and agent speak to the relay by ${transport}`)
  noteAsked(record, asked)
}

/** The system of each lane, opened by `open`. */
export const stagesOf = (
  systems: RunOptions,
  { runDir }: Run,
  open: (plan: Parameters<Run['stage']>[0]) => Promise<Stage>,
): Stages => ({
  exclusive: () => open(exclusivePlan(systems)),
  exclusive2: () => open({ ...exclusivePlan(systems), name: 'exclusive2' }),
  forests: () => open(forestsPlan(systems)),
  steady: () => open(steadyPlan(systems)),
  narrow: () => open(narrowPlan(systems)),
  idle: () => open(idlePlan(systems)),
  storm: async () => open(historyPlan(systems, await quietTenants(runDir))),
  storm2: async () =>
    open({ ...historyPlan(systems, await quietTenants(runDir)), name: 'history2' }),
})
