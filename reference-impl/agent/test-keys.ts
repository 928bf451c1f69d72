import type { TestKeys } from '../../harness/contract/role-config.ts'
import { replacePrivateFile } from './private-file.ts'
import { createOrder } from './in-order.ts'
import type { TenantState } from './tenant-state.ts'

async function writeTestKeys(path: string, states: readonly TenantState[]): Promise<void> {
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

/**
 * Writes the keys that checks need (SEC-1, SEC-10, TTL-1) each time it is called, as they are then; only where
 * `exposeTestKeys` asks for it. One write at a time: tenants roll side by side, and an older one must not come last.
 */
export function exposeTestKeys(path: string, statesNow: () => readonly TenantState[]) {
  const order = createOrder()
  return (): Promise<void> => order.run(path, () => writeTestKeys(path, statesNow()))
}
