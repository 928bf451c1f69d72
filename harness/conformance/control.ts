import type { Comparison } from './requirement.ts'

/**
 * A check's instrument or premise is not what it must be, whatever the target does: nothing was judged. The
 * verdict is an error (exit 5), never a finding against the target.
 */
export class ControlFailed extends Error {
  constructor(what: string, { expected, observed }: Comparison) {
    super(
      `the control did not work: ${what}: expected ${expected}, found ${observed}; nothing was judged: look at the harness and at how the target is attached`,
    )
    this.name = 'ControlFailed'
  }
}

/** Throws ControlFailed unless the control works. */
export function requireControl(works: boolean, what: string, comparison: Comparison): void {
  if (!works) throw new ControlFailed(what, comparison)
}
