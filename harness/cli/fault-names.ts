import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { z } from 'zod'
import { BadInput } from '../target/errors.ts'
import { packageRoot } from '../target/role-process.ts'

const faultTable = z.record(
  z.string(),
  z.object({ role: z.string(), deviation: z.string(), kills: z.record(z.string(), z.string()) }),
)
export type FaultTable = z.infer<typeof faultTable>

/** The reference's faults, as its own program lists them: the harness imports nothing of it. */
export function readFaults(): FaultTable {
  const reference = join(packageRoot, 'dist', 'reference-impl', 'main.js')
  const listed = execFileSync(process.execPath, [reference, '--list-faults'], { encoding: 'utf8' })
  return faultTable.parse(JSON.parse(listed))
}

/** Throws BadInput that names every fault the reference does not have. */
export function checkFaults(names: readonly string[]): void {
  if (names.length === 0) return
  const known = Object.keys(readFaults())
  const problems = names
    .filter((name) => !known.includes(name))
    .map((name) => `--fault: ${name} is no fault of the reference; there are ${known.join(', ')}`)
  if (problems.length > 0) throw new BadInput(problems)
}
