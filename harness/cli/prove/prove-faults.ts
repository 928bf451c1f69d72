import {
  type FaultRun,
  type FaultVerdict,
  judgeFault,
} from '../../conformance/kill-matrix/judge.ts'
import { fastOf } from '../../conformance/kill-matrix/fast.ts'
import { REQUIREMENTS } from '../../conformance/requirements/index.ts'
import { mostlyWaits, needsStorm } from '../../conformance/select.ts'
import { checkFaults, readFaults } from '../options/fault-names.ts'
import type { Proving } from './proving.ts'
import { inRoom, type Rooms } from './room.ts'
import { sideBySide } from './side-by-side.ts'
import { faultLine } from './table.ts'

interface PlannedFault {
  readonly fault: string
  /** Whose reading of the requirements it is to be found by; absent: the default profile's. */
  readonly profile?: string
  readonly kills: FaultRun['kills']
  /** What is judged beside them: what fails of it is collateral. */
  readonly beside?: readonly string[]
  /** What judges it mostly waits. */
  readonly judgesWait?: boolean
}

const JUDGED: ReadonlySet<string> = new Set(REQUIREMENTS.map(({ id }) => id))

/** From so many seconds on a check mostly waits. */
const LONG_S = 30

/** About how long each is judged for, in seconds. */
const secondsOf = (requirement: (typeof REQUIREMENTS)[number]) => {
  if (mostlyWaits(requirement)) return LONG_S
  return needsStorm(requirement) ? 10 : 1
}
const SECONDS: ReadonlyMap<string, number> = new Map(
  REQUIREMENTS.map((requirement) => [requirement.id, secondsOf(requirement)]),
)

/** So much of a run's time passes in checks that wait, at least. */
const MOSTLY = 0.8

/**
 * So many may wait for each that works, where there is room: while the reference waits for its last checks the machine
 * is idle enough for more of them than of the others.
 */
const WAITING_PER_JOB = 2

const sum = (seconds: readonly number[]) => seconds.reduce((all, each) => all + each, 0)

/** Its judges wait for most of their time, and disturb nobody. */
const waits = ({ judgesWait = false, kills }: PlannedFault) => {
  const seconds = Object.keys(kills).map((id) => SECONDS.get(id) ?? 0)
  const waited = sum(seconds.filter((each) => each >= LONG_S))
  return judgesWait || (waited > 0 && waited >= MOSTLY * sum(seconds))
}

/** The longest first: none is left over at the end. */
const inOrder = (planned: readonly PlannedFault[]) => {
  const seconds = ({ judgesWait = false, kills }: PlannedFault) =>
    sum(Object.keys(kills).map((id) => (judgesWait ? LONG_S : (SECONDS.get(id) ?? 0))))
  return planned.toSorted((a, b) => seconds(b) - seconds(a))
}

const judgedOf = (kills: PlannedFault['kills']) =>
  Object.fromEntries(Object.entries(kills).filter(([id]) => JUDGED.has(id)))

/** These faults, or all when none is named, each with the requirements of its that are judged. */
export function planFaults(only: readonly string[]): PlannedFault[] {
  checkFaults(only)
  return Object.entries(readFaults())
    .filter(([fault]) => only.length === 0 || only.includes(fault))
    .flatMap(([fault, { role, judgesWait = false, kills, killsIn = {} }]) => {
      const others = Object.entries(killsIn).map(([profile, of]) => ({ fault, profile, kills: of }))
      // Some are right by default: what deviates from a later generation only.
      const isOnlyOfOthers = others.length > 0 && Object.keys(kills).length === 0
      return isOnlyOfOthers
        ? others
        : [{ fault, judgesWait, kills: judgedOf(kills), beside: fastOf(role) }, ...others]
    })
}

const nameOf = ({ fault, profile }: PlannedFault) =>
  profile === undefined ? fault : `${fault} (${profile})`

async function proveFault(
  one: PlannedFault,
  full: boolean,
  { run, signal }: Proving,
  fresh = false,
): Promise<FaultVerdict> {
  const { fault, profile, kills, beside = [] } = one
  const ids = Object.keys(kills)
  const named = nameOf(one)
  if (ids.length === 0) {
    const unseen = { firings: 0, exitCode: null, requirements: [], durationMs: 0 }
    return judgeFault({ fault: named, kills, ...unseen })
  }
  const judged = full ? [] : [...new Set([...ids, ...beside])]
  const under = {
    fault: [fault],
    ...(profile !== undefined && { profile }),
    oneByOne: !full,
    fresh,
  }
  const ran = await run(under, judged, signal)
  return judgeFault({ fault: named, kills, ...ran, firings: ran.firings(fault) })
}

const isSettled = ({ fate }: FaultVerdict) => fate === 'killed' || fate === 'no judge'

/**
 * One run a fault; `full`: over everything, to find collateral. Until `before` is over, only those whose judges
 * mostly wait.
 */
export async function proveFaults(
  planned: readonly PlannedFault[],
  full: boolean,
  proving: Proving & { readonly rooms: Rooms },
  before: Promise<unknown>,
): Promise<FaultVerdict[]> {
  const { jobs, rooms, signal, say } = proving
  const verdicts: FaultVerdict[] = []
  const prove = async (one: PlannedFault) => {
    if (full || !waits(one)) await before
    await inRoom(waits(one) ? rooms.waiting : rooms.working, async () => {
      if (signal.aborted) return
      const verdict = await proveFault(one, full, proving)
      if (signal.aborted) return
      verdicts.push(verdict)
      say(`${faultLine(verdict)}${isSettled(verdict) ? '' : '; once more when all are through'}`)
    })
  }
  const ordered = inOrder(planned)
  const waiting = ordered.filter(waits)
  const working = ordered.filter((one) => !waits(one))
  // Those that wait keep none of the others from beginning.
  await Promise.all([
    sideBySide(waiting, WAITING_PER_JOB * jobs, prove),
    sideBySide(working, jobs, prove),
  ])
  return verdicts
}

/**
 * What was not killed, once more: one after the other and in new processes, when nothing else runs. Its processes had
 * played others before, and others ran beside it: what is said against it must not be of them.
 */
export async function proveAgain(
  planned: readonly PlannedFault[],
  verdicts: readonly FaultVerdict[],
  full: boolean,
  proving: Proving,
): Promise<FaultVerdict[]> {
  const settled = verdicts.filter(isSettled)
  const again: FaultVerdict[] = []
  for (const first of verdicts.filter((verdict) => !isSettled(verdict))) {
    const one = planned.find((each) => nameOf(each) === first.fault)
    if (one === undefined || proving.signal.aborted) {
      again.push(first)
      continue
    }
    const verdict = await proveFault(one, full, proving, true)
    proving.say(faultLine(verdict))
    again.push(verdict)
  }
  return [...settled, ...again]
}
