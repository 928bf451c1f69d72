import { BadInput } from '../../target/errors.ts'
import { directoryAt, portalAt, type Target } from '../../target/slots/slots.ts'

/** Throws BadInput for parts that no load can be sent to, or that have no people to be given. */
export function requireDrivable({ name, slots }: Target) {
  if (portalAt(slots) !== undefined) {
    throw new BadInput([
      `--target: ${name} has a portal with an interface of its own, which no load can be sent to; use "conform"`,
    ])
  }
  if (directoryAt(slots) !== undefined) {
    throw new BadInput([
      `--target: ${name} has a directory that runs already, in which no load makes its people; use "gate" or "conform"`,
    ])
  }
}
