import { openBareLane } from '../../conformance/capabilities/bare-lane.ts'
import { openExclusiveLane } from '../../conformance/capabilities/exclusive-lane.ts'
import { openForestsLane } from '../../conformance/capabilities/forests-lane.ts'
import { openNarrowLane } from '../../conformance/capabilities/narrow-lane.ts'
import { openPacingLane } from '../../conformance/capabilities/pacing-lane.ts'
import { openSteadyLane } from '../../conformance/capabilities/steady-lane.ts'
import { openIdleLane } from '../../conformance/capabilities/idle-lane.ts'
import { openSlowLinkLane } from '../../conformance/capabilities/slow-link-lane.ts'
import type { Requirement } from '../../conformance/requirement.ts'
import type { Lane } from '../../conformance/runner.ts'
import {
  countsBytes,
  keepsPace,
  killsParts,
  needsBare,
  needsForests,
  needsIdle,
  needsNarrow,
  needsSlowLink,
  needsStorm,
} from '../../conformance/select.ts'
import type { Stage } from '../../target/stage.ts'
import { openPacedDriver } from './paced-load.ts'
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
  /** Another of the same kind. */
  storm2(): Promise<Stage>
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

/** Below this many exclusive checks a second system costs more than it saves. */
const WORTH_TWO = 24

/**
 * The exclusive checks of one of the two systems. Half each, side by side, as a check waits more than it works;
 * all on the first where they are few, or where two would make the same tenants at one relay (`oneOnly`).
 */
const half = (which: 0 | 1) => (requirements: readonly Requirement[], oneOnly: boolean) => {
  const all = requirements.filter(onExclusive)
  if (oneOnly || all.length < WORTH_TWO) return which === 0 ? all : []
  return all.filter((_, index) => index % 2 === which)
}

/** Below this many requirements of storms a second system costs more than it saves. */
const STORMS_WORTH_TWO = 4

/** The storms that disturb nothing, and beside them, on the second of two systems, the one that kills parts. */
const storms = (which: 0 | 1) => (requirements: readonly Requirement[], oneOnly: boolean) => {
  const all = requirements.filter(needsStorm)
  if (oneOnly || all.length < STORMS_WORTH_TWO) return which === 0 ? all : []
  return all.filter((requirement) => killsParts(requirement) === (which === 1))
}

const those = (take: (requirement: Requirement) => boolean) => (all: readonly Requirement[]) =>
  all.filter(take)

const openSteady = (stage: Stage) => openSteadyLane(stage, openPacedDriver)

/**
 * All systems at once take seconds to start: those of a turn open before the next turn's begin. First what waits
 * for a minute, last what waits for half of one and needs little meanwhile.
 */
const LANES = [
  { name: 'idle', turn: 1, open: openIdleLane, stage: 'idle', takes: those(needsIdle) },
  {
    name: 'slow link',
    turn: 1,
    open: openSlowLinkLane,
    stage: 'steady',
    takes: those(needsSlowLink),
  },
  { name: 'exclusive', turn: 2, open: openExclusiveLane, stage: 'exclusive', takes: half(0) },
  { name: 'exclusive 2', turn: 2, open: openExclusiveLane, stage: 'exclusive2', takes: half(1) },
  { name: 'steady', turn: 2, open: openSteady, stage: 'steady', takes: those(countsBytes) },
  { name: 'pacing', turn: 2, open: openPacingLane, stage: 'steady', takes: those(keepsPace) },
  { name: 'narrow', turn: 2, open: openNarrowLane, stage: 'narrow', takes: those(needsNarrow) },
  { name: 'bare', turn: 2, open: openBareLane, stage: 'forests', takes: those(needsBare) },
  { name: 'forests', turn: 2, open: openForestsLane, stage: 'forests', takes: those(needsForests) },
  { name: 'storm', turn: 2, open: openStormLane, stage: 'storm', takes: storms(0) },
  { name: 'storm 2', turn: 3, open: openStormLane, stage: 'storm2', takes: storms(1) },
] as const
export const TURNS = [1, 2, 3] as const

/** A lane with the requirements that are judged on it. */
export interface PlannedLane {
  readonly name: string
  readonly turn: (typeof TURNS)[number]
  readonly stage: keyof Stages
  readonly requirements: readonly Requirement[]
  open(stage: Stage, asked: readonly Requirement[]): Promise<Lane>
}

/**
 * The lanes, each with its requirements; each requirement is on exactly one, a lane without any is left out.
 * `oneOnly`: no two systems of the same kind.
 */
export const onLanes = (requirements: readonly Requirement[], oneOnly: boolean): PlannedLane[] =>
  LANES.map((lane) => ({ ...lane, requirements: lane.takes(requirements, oneOnly) })).filter(
    (lane) => lane.requirements.length > 0,
  )
