import { formatMs } from '../../../reports/model/units.ts'
import { CATALOGUE } from '../../conformance/catalogue/index.ts'
import { judgeOf } from '../../conformance/catalogue/markdown.ts'
import type { Known } from '../../conformance/capabilities/foresee.ts'
import type { Requirement } from '../../conformance/requirement.ts'
import type { Asked } from './asked.ts'
import { onLanes, type PlannedLane } from './lanes.ts'
import { lastDurations } from './last-durations.ts'
import { needsLines } from './needs-lines.ts'

type Durations = ReadonlyMap<string, number>

const knownMs = (requirements: readonly Requirement[], durations: Durations) =>
  requirements.flatMap(({ id }) => durations.get(id) ?? [])

const sum = (values: readonly number[]) => values.reduce((total, each) => total + each, 0)

/** Of requirements that are judged one after the other: what is known of how long they took last time. */
function lastTime(requirements: readonly Requirement[], durations: Durations): string {
  const known = knownMs(requirements, durations)
  if (known.length === 0) return 'not measured yet'
  const took = formatMs(sum(known))
  const unknown = requirements.length - known.length
  return unknown === 0 ? `took ${took}` : `took ${took}, ${unknown} not measured yet`
}

const requirementLine = (requirement: Requirement, durations: Durations) => {
  const { id, timeMode, title } = requirement
  const took = lastTime([requirement], durations)
  return `  ${id.padEnd(12)} ${timeMode.padEnd(7)} ${took.padEnd(16)} ${title}`
}

const longest = (lanes: readonly PlannedLane[], durations: Durations) =>
  Math.max(0, ...lanes.map(({ requirements }) => sum(knownMs(requirements, durations))))

/** How the lanes go on, and how long that took last time. */
const COURSES = {
  sideBySide: {
    words: 'side by side',
    takes: (lanes: readonly PlannedLane[], durations: Durations) =>
      `the longest lane took ${formatMs(longest(lanes, durations))}; the start of its system comes to that`,
  },
  oneByOne: {
    words: 'one system after the other',
    takes: (lanes: readonly PlannedLane[], durations: Durations) => {
      const systems = [...new Set(lanes.map(({ stage }) => stage))]
      const tookMs = systems.map((name) =>
        longest(
          lanes.filter(({ stage }) => stage === name),
          durations,
        ),
      )
      return `${systems.length} systems took ${formatMs(sum(tookMs))}; their start comes to that`
    },
  },
} as const
type Course = keyof typeof COURSES

/** What conformance would do: `groups` run side by side, the requirements of a lane one after the other. */
export function dryRunLines(
  { judged, settled, profile, waivers, whole }: Asked,
  groups: readonly (readonly Requirement[])[],
  known: Known,
  durations: Durations,
  course: Course = 'sideBySide',
): string[] {
  const lanes = groups.flatMap((group) => onLanes(group, course === 'oneByOne'))
  const { words, takes } = COURSES[course]
  const elsewhere = whole ? CATALOGUE.filter((entry) => judgeOf(entry) !== 'conform') : []
  const isMeasured = longest(lanes, durations) > 0
  return [
    'dry run: nothing is started, nothing is judged',
    `profile  ${profile}; waivers ${waivers.length}`,
    `judged   ${judged.length} requirements on ${lanes.length} lanes ${words}`,
    `time     ${isMeasured ? takes(lanes, durations) : 'not measured yet'}`,
    ...lanes.flatMap(({ name, requirements }) => [
      '',
      `lane     ${name}: ${requirements.length} requirements, ${lastTime(requirements, durations)}`,
      ...requirements.map((requirement) => requirementLine(requirement, durations)),
    ]),
    '',
    ...needsLines(judged, known),
    '',
    ...settled.map(({ id, verdict, reason }) => `missing  ${id} ${verdict}: ${reason ?? ''}`),
    ...elsewhere.map((entry) => `missing  ${entry.id} is not judged here: ${judgeOf(entry)}`),
  ]
}

/** Prints it; durations come from the runs in the folder `out`. */
export async function printDryRun(
  asked: Asked,
  groups: readonly (readonly Requirement[])[],
  known: Known,
  { out, course }: { readonly out: string; readonly course?: Course },
): Promise<void> {
  const lines = dryRunLines(asked, groups, known, await lastDurations(out), course)
  process.stdout.write(`${lines.join('\n')}\n`)
}
