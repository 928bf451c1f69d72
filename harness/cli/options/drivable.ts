import { BadInput } from '../../target/errors.ts'
import { directoryAt, portalAt, type Target } from '../../target/slots/slots.ts'

/** Throws BadInput for parts that this load cannot be sent to, or that have no people to be given. */
export function requireDrivable({ name, slots }: Target) {
  if (portalAt(slots) !== undefined) {
    throw new BadInput([
      `--target: ${name} has a portal with an interface of its own, to which scenario files and searches alone are sent; use "load --scenario FILE.yaml", "search" or "conform"`,
    ])
  }
  if (directoryAt(slots) !== undefined) {
    throw new BadInput([
      `--target: ${name} has a directory that runs already, in which scenario files and searches alone make their people; use "load --scenario FILE.yaml", "search" or "gate"`,
    ])
  }
}
