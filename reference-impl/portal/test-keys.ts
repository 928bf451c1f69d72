import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs'
import type { PortalTestKeys } from '../../harness/contract/role-config.ts'
import type { NewKeys } from './onboarding/writeback-keys.ts'

/**
 * Keeps a 0600 file with what the portal logs in to the relay by, for checks that need it (PWB-SEC-5).
 * Written before the link opens, so that it is there when enabling is answered.
 */
export function createTestKeys(path: string) {
  const relay: Record<string, NewKeys['portal']> = {}
  return {
    note({ sealing, portal }: NewKeys) {
      relay[sealing.tenant] = portal
      const content: PortalTestKeys = { relay }
      const temporary = `${path}.tmp`
      const file = openSync(temporary, 'w', 0o600)
      writeSync(file, `${JSON.stringify(content)}\n`)
      fsyncSync(file)
      closeSync(file)
      renameSync(temporary, path)
    },
  }
}
