import { ORIGINS, type Origin } from '../../../harness/contract/origins.ts'
import type { Generation } from '../../../harness/contract/generations.ts'
import type { Faults } from '../../faults.ts'
import type { Portal } from '../portal-state.ts'
import type { Asked } from '../operations/perform-operation.ts'
import type { Caller } from './tokens.ts'

const isOrigin = (name: string): name is Origin => Object.hasOwn(ORIGINS, name)

/** An administrator's reset by the Graph API is written back since 2025. */
const isOfLaterGeneration = (
  faults: Faults,
  generation: Generation,
  origin: Origin,
  as: 'user' | 'administrator',
) =>
  generation === 'entra-2025' &&
  origin === 'graph' &&
  as === 'administrator' &&
  !faults.fires('portal-leaves-out-graph')

/**
 * Whether an operation of this client is written back: by the token's client, never by a field that the
 * caller can set; a client that is not in the table is none (PWB-OPS-11).
 */
export function isWrittenBack(
  { faults, config }: Pick<Portal, 'faults' | 'config'>,
  { origin }: Caller,
  as: 'user' | 'administrator',
): Asked['origin'] {
  if (origin === null) {
    return faults.fires('portal-trusts-unknown-origin') ? 'written-back' : 'not-written-back'
  }
  return ORIGINS[origin][as] || isOfLaterGeneration(faults, config.generation, origin, as)
    ? 'written-back'
    : 'not-written-back'
}

/** The fault that believes a field: the caller as the request's body claims, and the body without it. */
export function believing(
  faults: Faults,
  caller: Caller,
  body: unknown,
): { caller: Caller; body: unknown } {
  if (typeof body !== 'object' || body === null || !('origin' in body)) return { caller, body }
  if (!faults.fires('portal-believes-claimed-origin')) return { caller, body }
  const { origin, newPassword } = { newPassword: undefined, ...body }
  const claimed = typeof origin === 'string' && isOrigin(origin) ? origin : caller.origin
  return { caller: { ...caller, origin: claimed }, body: { newPassword } }
}
