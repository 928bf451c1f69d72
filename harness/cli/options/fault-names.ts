import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { z } from 'zod'
import { ROLE_NAMES } from '../../contract/edge.ts'
import { BadInput } from '../../target/errors.ts'
import { packageRoot } from '../../target/processes/role-process.ts'

/** Requirement id → the findings that a fault must produce. */
const kills = z.record(
  z.string(),
  z.union([z.string().transform((code) => [code]), z.array(z.string()).min(1)]),
)

const faultTable = z.record(
  z.string(),
  z.object({
    role: z.enum(ROLE_NAMES),
    deviation: z.string(),
    judgesWait: z.literal(true).optional(),
    kills,
    killsIn: z.record(z.string(), kills).optional(),
  }),
)
type FaultTable = z.infer<typeof faultTable>

const variantTable = z.record(
  z.string(),
  z.object({
    role: z.string(),
    deviation: z.string(),
    permittedBy: z.string(),
    mayMislead: z.array(z.string()).min(1),
  }),
)
type VariantTable = z.infer<typeof variantTable>

type ListOption = '--list-faults' | '--list-variants'

/** Asked once: the program does not change while it runs. */
const listed = new Map<ListOption, string>()

/** What the reference's own program lists: the harness imports nothing of it. */
function listOf(option: ListOption): unknown {
  const reference = join(packageRoot, 'dist', 'reference-impl', 'main.js')
  const text =
    listed.get(option) ?? execFileSync(process.execPath, [reference, option], { encoding: 'utf8' })
  listed.set(option, text)
  return JSON.parse(text)
}

/** The reference's faults, each with the findings that it must produce. */
export const readFaults = (): FaultTable => faultTable.parse(listOf('--list-faults'))

/** The reference's permitted variants, each with the families of requirements that it may mislead. */
export const readVariants = (): VariantTable => variantTable.parse(listOf('--list-variants'))

function check(option: string, names: readonly string[], kind: string, readKnown: () => object) {
  if (names.length === 0) return
  const known = Object.keys(readKnown())
  const problems = names
    .filter((name) => !known.includes(name))
    .map(
      (name) =>
        `--${option}: ${name} is no ${kind} of the reference; there are ${known.join(', ')}`,
    )
  if (problems.length > 0) throw new BadInput(problems)
}

/** Throws BadInput that names every fault the reference does not have. */
export const checkFaults = (names: readonly string[]): void =>
  check('fault', names, 'fault', readFaults)

/** Throws BadInput that names every permitted variant the reference does not have. */
export const checkVariants = (names: readonly string[]): void =>
  check('variant', names, 'permitted variant', readVariants)
