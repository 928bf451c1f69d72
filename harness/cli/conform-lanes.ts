import type { LinkResult, RequirementResult } from '../../reports/model/result.ts'
import { openBareLane } from '../conformance/capabilities/bare-lane.ts'
import { openExclusiveLane } from '../conformance/capabilities/exclusive-lane.ts'
import { openForestsLane } from '../conformance/capabilities/forests-lane.ts'
import { openNarrowLane } from '../conformance/capabilities/narrow-lane.ts'
import { openPacingLane } from '../conformance/capabilities/pacing-lane.ts'
import { openSteadyLane } from '../conformance/capabilities/steady-lane.ts'
import { closedLane, provable } from '../conformance/capabilities/provable.ts'
import { openIdleLane } from '../conformance/capabilities/idle-lane.ts'
import { openSlowLinkLane } from '../conformance/capabilities/slow-link-lane.ts'
import type { Requirement } from '../conformance/requirement.ts'
import { judgeAll, type Lane } from '../conformance/runner.ts'
import {
  countsBytes,
  keepsPace,
  needsBare,
  needsForests,
  needsIdle,
  needsNarrow,
  needsSlowLink,
  needsStorm,
} from '../conformance/select.ts'
import { Unsupported } from '../target/errors.ts'
import type { Stage } from '../target/stage.ts'
import { openStormLane } from './storm-lane.ts'

/** Where each lane's stage comes from; started only when a requirement needs it. */
export interface Stages {
  exclusive(): Promise<Stage>
  /** Another of the same kind. */
  exclusive2(): Promise<Stage>
  steady(): Promise<Stage>
  narrow(): Promise<Stage>
  forests(): Promise<Stage>
  storm(): Promise<Stage>
  idle(): Promise<Stage>
}

const ELSEWHERE = [
  countsBytes,
  keepsPace,
  needsNarrow,
  needsBare,
  needsForests,
  needsStorm,
  needsSlowLink,
  needsIdle,
] as const

const onExclusive = (requirement: Requirement) =>
  !ELSEWHERE.some((elsewhere) => elsewhere(requirement))

/** One system for all exclusive checks: two would make the same tenants at one relay. */
const ONE_EXCLUSIVE = { exclusive: onExclusive, exclusive2: () => false } as const

/** Half of the exclusive checks each: two systems side by side, as a check waits more than it works. */
const half = (which: 0 | 1) => (requirement: Requirement, index: number) =>
  onExclusive(requirement) && index % 2 === which

const LANES = [
  { name: 'exclusive', open: openExclusiveLane, stage: 'exclusive', takes: half(0) },
  { name: 'exclusive 2', open: openExclusiveLane, stage: 'exclusive2', takes: half(1) },
  { name: 'steady', open: openSteadyLane, stage: 'steady', takes: countsBytes },
  { name: 'pacing', open: openPacingLane, stage: 'steady', takes: keepsPace },
  { name: 'narrow', open: openNarrowLane, stage: 'narrow', takes: needsNarrow },
  { name: 'bare', open: openBareLane, stage: 'forests', takes: needsBare },
  { name: 'forests', open: openForestsLane, stage: 'forests', takes: needsForests },
  { name: 'storm', open: openStormLane, stage: 'storm', takes: needsStorm },
  { name: 'slow link', open: openSlowLinkLane, stage: 'steady', takes: needsSlowLink },
  { name: 'idle', open: openIdleLane, stage: 'idle', takes: needsIdle },
] as const

/** The requirements of each lane, by its name; each requirement is on exactly one, a lane without any is left out. */
export const onLanes = (requirements: readonly Requirement[]) =>
  LANES.map(({ name, takes }) => ({ name, requirements: requirements.filter(takes) })).filter(
    (lane) => lane.requirements.length > 0,
  )

/** A lane with what its parts let it offer; parts that cannot even be set up for it offer nothing. */
async function openOn(
  open: (stage: Stage) => Promise<Lane>,
  stageOf: () => Promise<Stage>,
): Promise<Lane> {
  try {
    const stage = await stageOf()
    return provable(await open(stage), stage.system)
  } catch (error) {
    if (error instanceof Unsupported) return closedLane(error.message)
    throw error
  }
}

/** Judges on all lanes side by side; lanes of the same stage share it. Results come in the order in which they are known;
 * gives back the links that checks measured. */
export async function conformOnLanes(
  requirements: readonly Requirement[],
  stages: Stages,
  onResult: (result: RequirementResult) => void,
  signal: AbortSignal,
  sharesRelay = false,
): Promise<LinkResult[]> {
  const opened = new Map<keyof Stages, Promise<Stage>>()
  const stageOf = (name: keyof Stages) => {
    const stage = opened.get(name) ?? stages[name]()
    opened.set(name, stage)
    return stage
  }
  const runLane = async ({ open, stage, takes }: (typeof LANES)[number]) => {
    const isHalf = stage === 'exclusive' || stage === 'exclusive2'
    const mine = requirements.filter(sharesRelay && isHalf ? ONE_EXCLUSIVE[stage] : takes)
    if (mine.length === 0) return []
    const lane = await openOn(open, () => stageOf(stage))
    try {
      await judgeAll(mine, lane, onResult, signal)
    } finally {
      await lane.close?.()
    }
    return lane.links ?? []
  }
  return (await Promise.all(LANES.map(runLane))).flat()
}
