import { readFile } from 'node:fs/promises'
import type { RoleContext, RunningRole, StartRole } from '../role.ts'
import { createDomain } from './create-domain.ts'
import { generateAccounts } from './generate-accounts.ts'
import { importLdifFile } from './ldif/import-ldif.ts'
import { type ServedDomain, serveDomain } from './serving.ts'
import { readSettings, type Settings, secretsBelow } from './settings.ts'

/** Serves one domain after the other; when one cannot be served, stops those before it. */
async function serveAll(
  { start, clock, faults }: RoleContext,
  { config: { startTls }, domains, secrets }: Settings,
): Promise<readonly ServedDomain[]> {
  const [cert, key] = await Promise.all([readFile(start.tls.certFile), readFile(start.tls.keyFile)])
  const { host, port: given = 0 } = start.listen
  const served: ServedDomain[] = []
  try {
    for (const [index, config] of domains.entries()) {
      const own = index === 0 ? secrets : secretsBelow(secrets, config.domain)
      const domain = createDomain({ config, startTls, secrets: own, clock, faults })
      if (index === 0 && secrets.generate !== undefined) generateAccounts(domain, secrets.generate)
      const firstPort = index === 0 ? given : 0
      if (config.ldif !== undefined) await importLdifFile(domain, config.ldif)
      served.push(await serveDomain(domain, { identity: { cert, key }, host, firstPort, clock }))
    }
  } catch (error) {
    await Promise.all(served.map((domain) => domain.stop()))
    throw error
  }
  return served
}

const sum = (all: readonly Record<string, number>[]) => {
  const total: Record<string, number> = {}
  for (const counters of all) {
    for (const [name, count] of Object.entries(counters)) total[name] = (total[name] ?? 0) + count
  }
  return total
}

/** All listeners by name, and the first one's as `ldaps` too. */
function listeningOf(served: readonly ServedDomain[]): RunningRole['listening'] {
  const [first] = served
  const named: RunningRole['listening'] = first === undefined ? {} : { ldaps: first.first }
  return Object.assign(named, ...served.map(({ listening }) => listening))
}

/** An Active-Directory-like directory over LDAPS, in memory: one forest, or several side by side. */
export const startDirectory: StartRole = async (context): Promise<RunningRole> => {
  const settings = await readSettings(context)
  const served = await serveAll(context, settings)

  return {
    listening: listeningOf(served),
    logs: {},
    reset: () => Promise.resolve(),
    async drain() {
      await Promise.all(served.map((domain) => domain.idle()))
      return sum(served.map((domain) => domain.counters()))
    },
    async stop() {
      await Promise.all(served.map((domain) => domain.stop()))
    },
  }
}
