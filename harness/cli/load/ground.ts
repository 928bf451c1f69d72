import type { DirectoryJudge } from '../../target/directory/directory-judge.ts'
import type { System } from '../../target/system.ts'

/** What a storm needs of the place where it runs. A `Stage` is one. */
export interface Ground {
  readonly judge: Pick<DirectoryJudge, 'bind' | 'read' | 'readAll' | 'aheadMs'>
  /** Null: it runs elsewhere. No link of it is watched, no clock moved, and none of its processes known. */
  readonly system: System | null
}
