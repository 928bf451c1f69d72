import type { Options } from 'yargs'
import type { Requirement } from '../conformance/requirement.ts'
import { ROLE_NAMES, type RoleName } from '../contract/edge.ts'
import { BadInput } from '../target/errors.ts'
import { mapRoles, REFERENCE, type Slot, type Slots, type Target } from '../target/slots.ts'
import { readTarget } from '../target/target-file.ts'
import { readFaults } from './fault-names.ts'

/** Whom a requirement can blame. */
export const SUBJECTS = [...ROLE_NAMES, 'system'] as const
export type Subject = (typeof SUBJECTS)[number]

export const TARGET = {
  target: {
    type: 'string',
    describe:
      'file that says what fills portal, relay, agent and directory (default: the reference)',
  },
  subject: {
    choices: SUBJECTS,
    array: true,
    default: [] as Subject[],
    describe: 'what is under test: judge the requirements of these roles only',
  },
} as const satisfies Record<string, Options>

/** The requirements that blame one of these; all of them when none is named. */
export function ofSubjects(
  requirements: readonly Requirement[],
  subjects: readonly Subject[],
): readonly Requirement[] {
  if (subjects.length === 0) return requirements
  const chosen = requirements.filter(({ subject }) => subjects.includes(subject))
  if (chosen.length > 0) return chosen
  const blamed = [...new Set(requirements.map(({ subject }) => subject))].join(', ')
  throw new BadInput([
    `--subject: none of the chosen requirements blames ${subjects.join(', ')}; they blame ${blamed}`,
  ])
}

const wrongFaults = (role: RoleName, slot: Slot) => {
  if (slot.fill !== 'mutant') return []
  const known = readFaults()
  return slot.faults.flatMap((fault) => {
    const of = known[fault]?.role
    if (of === role) return []
    const own = Object.keys(known).filter((name) => known[name]?.role === role)
    const what = of === undefined ? 'no fault of the reference' : `a fault of the ${of}`
    return [`slots.${role}.mutant: ${fault} is ${what}; the ${role} has ${own.join(', ')}`]
  })
}

const REFERENCE_TARGET: Target = { name: 'the reference', slots: mapRoles(() => REFERENCE) }

/** The target file that was named, or the reference. Throws BadInput with every problem of the file. */
export async function targetOf(file: string | undefined): Promise<Target> {
  if (file === undefined) return REFERENCE_TARGET
  const target = await readTarget(file)
  const problems = ROLE_NAMES.flatMap((role) => wrongFaults(role, target.slots[role]))
  if (problems.length > 0) throw new BadInput(problems.map((problem) => `${file}: ${problem}`))
  return target
}

/** What a result says of each slot; programs tell their names when they are started. */
export const describeSlots = (slots: Slots, faults: readonly string[]) =>
  mapRoles((role) => {
    const slot = slots[role]
    return slot.fill === 'exec'
      ? { fill: slot.fill, name: 'a program that did not start', faults: [] }
      : { fill: slot.fill, name: 'writeback reference', faults: [...faults, ...slot.faults] }
  })
