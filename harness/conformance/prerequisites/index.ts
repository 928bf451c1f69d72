import { BETWEEN } from './between.ts'
import { IN_THE_CLOUD } from './in-the-cloud.ts'
import { ON_PREMISES } from './on-premises.ts'
import type { Prerequisite } from './prerequisite.ts'

/** Everything that `doctor` looks for, in the order in which it makes sense to mend it (PWB-LIFE-9). */
export const PREREQUISITES: readonly Prerequisite[] = [...IN_THE_CLOUD, ...ON_PREMISES, ...BETWEEN]
