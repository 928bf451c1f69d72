import { readFile } from 'node:fs/promises'
import { testKeysSchema } from '../../contract/role-config.ts'
import { TargetError } from '../../target/errors.ts'
import { addressesFor } from '../../target/relay/relay-addresses.ts'
import { openRelayProbe } from '../../target/relay/relay-probe.ts'
import type { System } from '../../target/system.ts'
import type { Capabilities } from './capabilities.ts'

const TIMEOUT_MS = 5_000

/** A receiver with the agent's own credential, which a target that exposes test keys tells. */
export function relayProbeOf(
  system: System,
  tenant: string,
): Capabilities['relayProbe'] | undefined {
  const { testKeysFile } = system.roles.running('agent').reply
  if (testKeysFile === undefined) return undefined
  return {
    async open() {
      const keys = testKeysSchema.parse(JSON.parse(await readFile(testKeysFile, 'utf8')))
      const own = keys.tenants[tenant]
      if (own === undefined) {
        throw new TargetError('agent', `exposes no keys of ${tenant}`, 'enable the tenant first')
      }
      const { receiveRequests: address } = addressesFor(tenant, system.plan.slots)
      return openRelayProbe({
        edge: system.edges.relay,
        ...own.relay,
        address,
        timeoutMs: TIMEOUT_MS,
      })
    },
  }
}
