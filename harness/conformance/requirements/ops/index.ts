import { inOrder } from '../in-order.ts'
import { administrator } from './administrator.ts'
import { change } from './change.ts'
import { notWrittenBack, origins } from './not-written-back.ts'
import { reset } from './reset.ts'
import { unlock } from './unlock.ts'

/** OPS: which operations are written back. */
export const ops = inOrder(change, reset, administrator, notWrittenBack, unlock, origins)
