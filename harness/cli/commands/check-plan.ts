import type { CommandModule, InferredOptionTypes } from 'yargs'
import type { PlannedFrom } from '../../../reports/plan/measured.ts'
import { makePlan } from '../../../reports/plan/plan.ts'
import { formatNumber } from '../../../reports/model/units.ts'
import { COMMON, withOptions } from '../options/options.ts'
import type { Outcome } from '../outcome.ts'
import { measureBase } from '../plan-check/base.ts'
import { filesOf, PLAN_CASE_NAMES, PLAN_CASES, type PlanCaseName } from '../plan-check/cases.ts'
import {
  compareForetold,
  type Foretold,
  holds,
  LEFT_OUT,
  ratioOf,
  TOLERANCE,
} from '../plan-check/foretold.ts'
import { simulate } from '../plan-check/simulate.ts'
import { readWorkforce } from '../options/read-workforce.ts'
import { type Recording, runJudging } from '../run/run-judging.ts'
import type { Run } from '../run/run.ts'

const OPTIONS = {
  only: {
    array: true,
    choices: PLAN_CASE_NAMES,
    default: PLAN_CASE_NAMES,
    describe: 'these plans; default: all',
  },
  fault: COMMON.fault,
  out: COMMON.out,
} as const
type Options = InferredOptionTypes<typeof OPTIONS>

const SEED = 1
const PERCENT = 100

const judged = (title: string, row: Foretold) => ({
  name: `${title}: ${row.name}`,
  ok: holds(row),
  observed: `${formatNumber(row.observed)} ${row.unit}, ${formatNumber(ratioOf(row))} × what was foretold`,
  limit: `${formatNumber(row.predicted)} ${row.unit} ± ${TOLERANCE * PERCENT} %`,
})

/** Predicts a plan, lives it through, and holds the one to the other. */
async function checkPlan(
  name: PlanCaseName,
  base: PlannedFrom,
  faults: Parameters<typeof measureBase>[1],
  run: Run,
) {
  const workforce = await readWorkforce(filesOf(name).workforce)
  const lived = await simulate(name, workforce, run, faults)
  const planAt = (compression: number) => makePlan(workforce, [base], { compression })
  // The silent link was counted a little longer than time was compressed.
  const rows = compareForetold(planAt(lived.compression), planAt(lived.silentCompression), lived)
  return { load: lived.load, thresholds: rows.map((row) => judged(PLAN_CASES[name].title, row)) }
}

async function checkPlans(
  names: readonly PlanCaseName[],
  faults: Parameters<typeof measureBase>[1],
  run: Run,
  { value }: Recording,
) {
  const links = await measureBase(run, faults, SEED)
  value.links.push(...links)
  // A plan rests on what was measured before it, not on another plan's life.
  const base = { runId: value.runId, command: value.command, load: [], links }
  value.thresholds = []
  for (const name of names) {
    if (run.signal.aborted) return
    const { load, thresholds } = await checkPlan(name, base, faults, run)
    value.load.push(load)
    value.thresholds.push(...thresholds)
  }
  value.notes.push(...LEFT_OUT.map((reason) => `left out: ${reason}`))
}

/** Holds the planner to the simulator: what it foretells must happen, within 15 %. */
export const checkPlanCommand = (outcome: Outcome): CommandModule<object, Options> => ({
  command: 'check-plan',
  describe:
    'hold the planner to the simulator: plans foretold, then lived through in compressed time',
  builder: withOptions(OPTIONS),
  async handler({ only, fault, out }) {
    outcome.code = await runJudging(
      { command: 'check-plan', seed: SEED, faults: fault, out },
      (run, record) => checkPlans(only, { faults: fault }, run, record),
    )
  },
})
