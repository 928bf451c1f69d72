import type { Stage } from '../../target/stage.ts'
import type { Recording } from './run-judging.ts'

/** Puts into the record what the parts call themselves. */
export function noteParts({ value }: Recording, { system }: Stage): void {
  for (const { role, hello } of system.roles.all()) {
    const part = value.target[role]
    if (part?.fill === 'exec') part.name = `${hello.name} ${hello.version}`
  }
}
