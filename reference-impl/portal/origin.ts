import { ORIGINS } from '../../harness/contract/origins.ts'
import type { Faults } from '../faults.ts'
import type { Asked } from './perform-operation.ts'
import type { Caller } from './tokens.ts'

/**
 * Whether an operation of this client is written back: by the token's client, never by a field that the
 * caller can set; a client that is not in the table is none (PWB-OPS-11).
 */
export function isWrittenBack(
  faults: Faults,
  { origin }: Caller,
  as: 'user' | 'administrator',
): Asked['origin'] {
  if (origin === null) {
    return faults.fires('portal-trusts-unknown-origin') ? 'written-back' : 'not-written-back'
  }
  return ORIGINS[origin][as] ? 'written-back' : 'not-written-back'
}
