import type { RoleName } from '../../contract/edge.ts'
import type { RequirementId } from '../requirement.ts'

/** One requirement in the catalogue's words. The id is stable for ever: never renumbered, never reused. */
export interface CatalogueEntry {
  readonly id: RequirementId
  /** A MUST that could not be judged is not proven, never a pass. */
  readonly level: 'MUST' | 'SHOULD'
  /** Whom a failure blames; `system`: the chain; `harness`: then the measurement is invalid. */
  readonly subject: RoleName | 'system' | 'harness'
  /** The whole requirement, restated; a declaration's title is its short form. */
  readonly title: string
}
