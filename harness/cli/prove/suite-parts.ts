import { REQUIREMENTS } from '../../conformance/requirements/index.ts'
import { keepsPace, mostlyWaits } from '../../conformance/select.ts'
import type { Deviations } from './run-under.ts'

const IDS: readonly string[] = REQUIREMENTS.map(({ id }) => id)

/** What takes a minute and needs little meanwhile. What keeps a pace is measured: not beside whatever comes. */
const WAITING: ReadonlySet<string> = new Set(
  REQUIREMENTS.filter((each) => mostlyWaits(each) && !keepsPace(each)).map(({ id }) => id),
)

/** A whole suite is two runs side by side, so that what needs its verdicts need not wait a minute for the rest. */
export const PARTS = {
  /** Needs most of the machine. */
  working: { has: (id: string) => !WAITING.has(id), under: {} },
  /** Needs little of it: one system after the other, so that they are loaded once. */
  waiting: { has: (id: string) => WAITING.has(id), under: { oneByOne: true } },
} as const satisfies Record<string, { has(id: string): boolean; under: Deviations }>
export type PartName = keyof typeof PARTS
export const PART_NAMES = ['working', 'waiting'] as const satisfies readonly PartName[]

/** The requirements of the part, of all or of these. */
export const idsOf = (part: PartName, ids: readonly string[] = IDS): readonly string[] =>
  ids.filter(PARTS[part].has)
