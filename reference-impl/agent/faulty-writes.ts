import { randomBytes } from 'node:crypto'
import type { OutcomeCode } from '../../harness/contract/outcomes.ts'
import type { Faults } from '../faults.ts'
import type { OperationKind } from '../protocol/message.ts'
import { resetChanges } from './directory/changes.ts'
import type { DirectoryPool } from './directory/directory-pool.ts'

const OWN_MINIMUM = 8
const OWN_MAXIMUM = 48
const TRUNCATED_LENGTH = 127
const RANDOM_BYTES = 24

/** The faults of deciding what only the directory may decide (PWB-POL-14). */
export function isRefusedUnder(
  faults: Faults,
  { operation, newPassword }: { readonly operation: OperationKind; readonly newPassword: string },
): boolean {
  if (operation === 'unlock') return false
  if (newPassword.length < OWN_MINIMUM && faults.fires('agent-has-policy')) return true
  if (newPassword.length > OWN_MAXIMUM && faults.fires('agent-has-maximum')) return true
  return faults.fires('agent-refuses-all')
}

/** The faults of writing another password than was sent (PWB-POL-13). */
export function alteredUnder(faults: Faults, newPassword: string): string {
  if (faults.fires('agent-truncates-passwords')) return newPassword.slice(0, TRUNCATED_LENGTH)
  return faults.fires('agent-normalises-passwords') ? newPassword.normalize('NFC') : newPassword
}

/** The fault of changing something where nothing may change (PWB-PROT-1). */
export async function scrambleIfFaulty(
  faults: Faults,
  pool: Pick<DirectoryPool, 'run'>,
  target: string,
): Promise<void> {
  if (!faults.fires('agent-scrambles-protected')) return
  const password = randomBytes(RANDOM_BYTES).toString('base64')
  await pool.run((client) => client.modify(target, resetChanges(password, false)))
}

/** The fault of a false failure (PWB-PROT-4). */
export function hiddenUnder<T extends { readonly outcome: OutcomeCode | 'dropped' }>(
  faults: Faults,
  applied: T,
): T | { readonly outcome: OutcomeCode } {
  const hides = applied.outcome === 'changed' && faults.fires('agent-hides-success')
  return hides ? { outcome: 'directory-error' } : applied
}
