import type { LinkResult, RequirementResult } from '../../../reports/model/result.ts'
import { openGuestBareLane } from '../../conformance/capabilities/guest-bare-lane.ts'
import { closedLane, provable } from '../../conformance/capabilities/provable.ts'
import type { Requirement } from '../../conformance/requirement.ts'
import { judgeAll, type Lane } from '../../conformance/runner.ts'
import { deferred } from '../../target/deferred.ts'
import { Unsupported } from '../../target/errors.ts'
import { directoryAt, relayAt, type Slots } from '../../target/slots/slots.ts'
import type { Stage } from '../../target/stage.ts'
import { onLanes, type PlannedLane, type Stages, TURNS } from './lanes.ts'

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
const whereFor = ({ name, open, stage }: PlannedLane, slots: Slots | undefined) =>
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

/** Judges what is on a lane; `onOpen`: its system is up. */
type JudgeLane = (lane: PlannedLane, onOpen?: () => void) => Promise<readonly LinkResult[]>

async function sideBySide(lanes: readonly PlannedLane[], judgeLane: JudgeLane) {
  const begun: Promise<readonly LinkResult[]>[] = []
  for (const now of TURNS) {
    const beginning = lanes
      .filter(({ turn }) => turn === now)
      .map((lane) => {
        const isOpen = deferred<void>()
        const ended = judgeLane(lane, isOpen.resolve)
        return { ended, open: Promise.race([ended, isOpen.promise]) }
      })
    begun.push(...beginning.map(({ ended }) => ended))
    const allOpen = Promise.all(beginning.map(({ open }) => open))
    // What ends a lane ends them all.
    await Promise.race([allOpen, Promise.all(begun)])
  }
  return (await Promise.all(begun)).flat()
}

/** One system after the other; lanes that share one are side by side on it. */
async function oneByOne(
  lanes: readonly PlannedLane[],
  judgeLane: JudgeLane,
  leave: (name: keyof Stages) => Promise<void>,
) {
  const links: LinkResult[] = []
  for (const name of new Set(lanes.map(({ stage }) => stage))) {
    const sharing = lanes.filter(({ stage }) => stage === name)
    const measured = await Promise.all(sharing.map((lane) => judgeLane(lane)))
    links.push(...measured.flat())
    await leave(name)
  }
  return links
}

export interface LaneOptions {
  readonly slots?: Slots
  /** Systems one after the other: each is left by this before the next one starts. Absent: side by side. */
  readonly leave?: (stage: Stage) => Promise<void>
}

/**
 * Judges on all lanes; those of the same stage share it. Results come in the order in which they are known; gives
 * back the links that checks measured.
 */
export async function conformOnLanes(
  requirements: readonly Requirement[],
  stages: Stages,
  onResult: (result: RequirementResult) => void,
  signal: AbortSignal,
  { slots, leave }: LaneOptions = {},
): Promise<readonly LinkResult[]> {
  const outlived = outlives(slots)
  const opened = new Map<keyof Stages, Promise<Stage>>()
  const stageOf = (name: keyof Stages) => {
    const stage = opened.get(name) ?? stages[name]()
    opened.set(name, stage)
    return stage
  }
  const judgeLane: JudgeLane = async ({ open, stage, requirements: mine }, onOpen) => {
    const reach = async () => {
      if (stage === 'forests') requireOwnForests(slots)
      return stageOf(stage)
    }
    const lane = await openOn(open, reach, mine)
    onOpen?.()
    try {
      await judgeAll(mine, lane, onResult, signal)
      // What runs on after us is left as it was found; what ends now may end as it is.
      if (outlived) await lane.restore()
    } finally {
      await lane.close?.()
    }
    return lane.links ?? []
  }
  const oneOnly = relayAt(slots) !== undefined || leave !== undefined
  const lanes = onLanes(requirements, oneOnly).map((lane) => ({
    ...lane,
    ...whereFor(lane, slots),
  }))
  if (leave === undefined) return sideBySide(lanes, judgeLane)
  return oneByOne(lanes, judgeLane, async (name) => {
    const stage = await opened.get(name)?.catch(() => undefined)
    if (stage !== undefined) await leave(stage)
  })
}
