import type { Options } from 'yargs'
import type { Requirement } from '../../conformance/requirement.ts'
import { ROLE_NAMES, type RoleName } from '../../contract/edge.ts'
import { BadInput } from '../../target/errors.ts'
import {
  directoryAt,
  mapRoles,
  REFERENCE,
  type Slot,
  type Slots,
  type Target,
} from '../../target/slots/slots.ts'
import { readTarget } from '../../target/slots/target-file.ts'
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
  'i-own-this-directory': {
    type: 'string',
    describe: 'domain of a directory that runs already: yes, make and remove accounts there',
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
  const chosen = requirements.filter(({ subject }) => subjects.some((each) => each === subject))
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

/** Throws BadInput unless whoever calls said that the directory is theirs, by its domain. */
function requireOwner(file: string, { slots }: Target, owned: string | undefined) {
  const foreign = directoryAt(slots)
  if (foreign === undefined || owned?.toLowerCase() === foreign.domain) return
  const found = owned === undefined ? 'not given' : `found ${owned}`
  throw new BadInput([
    `--i-own-this-directory: ${found}; ${file} names a directory of ${foreign.domain}, in which accounts would be made and removed below ${foreign.container}: repeat its domain if it is yours`,
  ])
}

/** The target file that was named, or the reference. Throws BadInput with every problem of the file. */
export async function targetOf(file: string | undefined, owned?: string): Promise<Target> {
  if (file === undefined) return REFERENCE_TARGET
  const target = await readTarget(file)
  const problems = ROLE_NAMES.flatMap((role) => wrongFaults(role, target.slots[role]))
  if (problems.length > 0) throw new BadInput(problems.map((problem) => `${file}: ${problem}`))
  requireOwner(file, target, owned)
  return target
}

/** What a result says of each slot; programs tell their names when they are started. */
export const describeSlots = (slots: Slots, faults: readonly string[]) =>
  mapRoles((role) => {
    const slot = slots[role]
    if (slot.fill === 'exec') {
      return { fill: slot.fill, name: 'a program that did not start', faults: [] }
    }
    if (slot.fill === 'elsewhere') return { fill: slot.fill, name: 'runs elsewhere', faults: [] }
    return slot.fill === 'url'
      ? { fill: slot.fill, name: slot.edge.servername, faults: [] }
      : { fill: slot.fill, name: 'writeback reference', faults: [...faults, ...slot.faults] }
  })
