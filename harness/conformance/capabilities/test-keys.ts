import { readFile } from 'node:fs/promises'
import { testKeysSchema } from '../../contract/role-config.ts'
import { TargetError } from '../../target/errors.ts'
import { openPackage, openSecretBlock, sealReset } from '../../target/trust/package-opener.ts'
import type { System } from '../../target/system.ts'
import type { Capabilities } from './capabilities.ts'

/** The tenant's keys, where the agent exposes them for checks, and what they open. */
export function testKeysOf(system: System, tenant: string): Capabilities['testKeys'] | undefined {
  const { testKeysFile } = system.roles.running('agent').reply
  if (testKeysFile === undefined) return undefined
  const read = async () => {
    const all = testKeysSchema.parse(JSON.parse(await readFile(testKeysFile, 'utf8')))
    const own = all.tenants[tenant]
    if (own === undefined) {
      throw new TargetError('agent', `exposes no keys of ${tenant}`, 'enable the tenant first')
    }
    return own
  }
  return {
    read,
    seal: (reset, keys) => sealReset(reset, tenant, keys),
    async opener() {
      const keys = await read()
      return {
        open: (body) => openPackage(body, tenant, keys),
        secretBlock: (opened) => openSecretBlock(opened, keys),
      }
    },
  }
}
