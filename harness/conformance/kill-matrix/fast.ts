import type { RoleName } from '../../contract/edge.ts'
import { REQUIREMENTS } from '../requirements/index.ts'

/**
 * Requirements on a clock of the harness' own that the reference keeps within half a second: judged under
 * every fault of their role, so that what else it breaks is seen. None that stops an agent: the runs after it
 * wait for its return. None of the agent's or the relay's is so fast.
 */
export const FAST_VIRTUAL: readonly string[] = ['PWB-FLOW-10', 'PWB-POL-9']

/** Those of them that can blame the role. */
export const fastOf = (role: RoleName): readonly string[] =>
  REQUIREMENTS.filter(({ id, subject }) => subject === role && FAST_VIRTUAL.includes(id)).map(
    ({ id }) => id,
  )
