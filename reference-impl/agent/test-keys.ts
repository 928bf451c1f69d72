import type { TestKeys } from '../../harness/contract/role-config.ts'
import { replacePrivateFile } from './private-file.ts'
import type { TenantState } from './tenant-state.ts'

/** Writes the keys that checks need (SEC-1, SEC-10, TTL-1); only where `exposeTestKeys` asks for it. */
export async function writeTestKeys(path: string, states: readonly TenantState[]): Promise<void> {
  const content: TestKeys = {
    tenants: Object.fromEntries(
      states.map(
        ({ tenant, generations: [{ keyId, privateKeyPem, symmetricKey, credential }] }) => [
          tenant,
          { keyId, privateKeyPem, symmetricKey, relay: credential },
        ],
      ),
    ),
  }
  await replacePrivateFile(path, `${JSON.stringify(content)}\n`)
}
