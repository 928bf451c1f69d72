import type { LinkResult, RequirementResult } from '../../reports/model/result.ts'
import { openBareLane } from '../conformance/capabilities/bare-lane.ts'
import { openExclusiveLane } from '../conformance/capabilities/exclusive-lane.ts'
import { openForestsLane } from '../conformance/capabilities/forests-lane.ts'
import { openGuestBareLane } from '../conformance/capabilities/guest-bare-lane.ts'
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
  killsParts,
  needsBare,
  needsForests,
  needsIdle,
  needsNarrow,
  needsSlowLink,
  needsStorm,
} from '../conformance/select.ts'
import { deferred } from '../target/deferred.ts'
import { Unsupported } from '../target/errors.ts'
import { directoryAt, relayAt, type Slots } from '../target/slots.ts'
import type { Stage } from '../target/stage.ts'
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
const TURNS = [1, 2, 3] as const

/** The requirements of each lane, by its name; each requirement is on exactly one, a lane without any is left out. */
export const onLanes = (requirements: readonly Requirement[]) =>
  LANES.map(({ name, takes }) => ({ name, requirements: takes(requirements, false) })).filter(
    (lane) => lane.requirements.length > 0,
  )

/** A lane with what its parts let it offer; parts that cannot even be set up for it offer nothing. */
async function openOn(
  open: (stage: Stage, asked: readonly Requirement[]) => Promise<Lane>,
  stageOf: () => Promise<Stage>,
  asked: readonly Requirement[],
): Promise<Lane> {
  try {
    const stage = await stageOf()
    return provable(await open(stage, asked), stage.system)
  } catch (error) {
    if (error instanceof Unsupported) return closedLane(error.message)
    throw error
  }
}

/** In somebody's directory the check of a missing control needs no forest of the run. */
const whereFor = ({ name, open, stage }: (typeof LANES)[number], slots: Slots | undefined) =>
  name === 'bare' && directoryAt(slots) !== undefined
    ? ({ open: openGuestBareLane, stage: 'steady' } as const)
    : { open, stage }

/** Throws Unsupported where the forests would have to be somebody’s. */
function requireOwnForests(slots: Slots | undefined) {
  if (directoryAt(slots) === undefined) return
  throw new Unsupported(
    'directory',
    'it runs already; what asks for several forests, controllers or a directory without policy hints is judged on those of the run',
  )
}

/** Whether a part was there before the run and stays after it. */
const outlives = (slots: Slots | undefined) =>
  slots !== undefined && Object.values(slots).some(({ fill }) => fill === 'url')

/** Judges on all lanes side by side; lanes of the same stage share it. Results come in the order in which they are known;
 * gives back the links that checks measured. */
export async function conformOnLanes(
  requirements: readonly Requirement[],
  stages: Stages,
  onResult: (result: RequirementResult) => void,
  signal: AbortSignal,
  slots?: Slots,
): Promise<LinkResult[]> {
  const sharesRelay = relayAt(slots) !== undefined
  const outlived = outlives(slots)
  const opened = new Map<keyof Stages, Promise<Stage>>()
  const stageOf = (name: keyof Stages) => {
    const stage = opened.get(name) ?? stages[name]()
    opened.set(name, stage)
    return stage
  }
  const runLane = async (planned: (typeof LANES)[number], onOpen: () => void) => {
    const { takes } = planned
    const { open, stage } = whereFor(planned, slots)
    const mine = takes(requirements, sharesRelay)
    if (mine.length === 0) return []
    const reach = async () => {
      if (stage === 'forests') requireOwnForests(slots)
      return stageOf(stage)
    }
    const lane = await openOn(open, reach, mine)
    onOpen()
    try {
      await judgeAll(mine, lane, onResult, signal)
      // What runs on after us is left as it was found; what ends now may end as it is.
      if (outlived) await lane.restore()
    } finally {
      await lane.close?.()
    }
    return lane.links ?? []
  }
  const begun: Promise<readonly LinkResult[]>[] = []
  for (const now of TURNS) {
    const lanes = LANES.filter(({ turn }) => turn === now).map((lane) => {
      const isOpen = deferred<void>()
      const ended = runLane(lane, isOpen.resolve)
      return { ended, open: Promise.race([ended, isOpen.promise]) }
    })
    begun.push(...lanes.map(({ ended }) => ended))
    const allOpen = Promise.all(lanes.map(({ open }) => open))
    // What ends a lane ends them all.
    await Promise.race([allOpen, Promise.all(begun)])
  }
  return (await Promise.all(begun)).flat()
}
