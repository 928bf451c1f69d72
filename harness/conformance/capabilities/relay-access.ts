import { readFile } from 'node:fs/promises'
import { portalTestKeysSchema, testKeysSchema } from '../../contract/role-config.ts'
import { TargetError } from '../../target/errors.ts'
import { addressesFor } from '../../target/relay/relay-addresses.ts'
import { createRelayAttempts, type RelayLogin } from '../../target/relay/relay-attempts.ts'
import type { System } from '../../target/system.ts'
import type { Capabilities } from './capabilities.ts'

const TIMEOUT_MS = 5_000

const readJson = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'))

const nothingOf = (role: 'agent' | 'portal', tenant: string) =>
  new TargetError(role, `exposes no relay credential of ${tenant}`, 'enable the tenant first')

/** The relay as each credential of the tenant sees it, where portal and agent expose theirs. */
export function relayAccessOf(
  system: System,
  tenant: string,
): Capabilities['relayAccess'] | undefined {
  const portalFile = system.roles.running('portal').reply.testKeysFile
  const agentFile = system.roles.running('agent').reply.testKeysFile
  if (portalFile === undefined || agentFile === undefined) return undefined
  const attempts = createRelayAttempts(system.edges.relay, TIMEOUT_MS)
  return {
    ...attempts,
    addresses: addressesFor(tenant, system.plan.slots),
    async login(role, of = tenant): Promise<RelayLogin> {
      const known =
        role === 'portal'
          ? portalTestKeysSchema.parse(await readJson(portalFile)).relay[of]
          : testKeysSchema.parse(await readJson(agentFile)).tenants[of]?.relay
      if (known === undefined) throw nothingOf(role, of)
      return known
    },
  }
}
