import { inOrder } from '../in-order.ts'
import { cloudCopy } from './cloud-copy.ts'
import { cloudOnly } from './cloud-only.ts'
import { onPremises } from './on-premises.ts'

/** MODE: how the account's password is managed. */
export const mode = inOrder(onPremises, cloudCopy, cloudOnly)
