import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { BadStart, type StartRole } from '../role.ts'
import { serveAdministration } from './administration.ts'
import { openEventLog } from './event-log.ts'
import { openJournal } from './journal.ts'
import { createPortalClient } from './portal-client.ts'
import { openFaultySockets } from './faulty-sockets.ts'
import { openForests } from './forests.ts'
import { makeKeyPair } from './key-pair.ts'
import { shareKeyPairs } from './shared-key-pairs.ts'
import { makePrivateDirectory } from './private-file.ts'
import { readStart } from './read-start.ts'
import { createTenantService, type TenantService } from './tenant-service.ts'
import { openStateStore } from './tenant-state.ts'
import { exposeTestKeys } from './test-keys.ts'

function sumCounters(services: readonly TenantService[]): Record<string, number> {
  const sum = { operations: 0, refusals: 0, heartbeats: 0, inFlight: 0 }
  for (const service of services) {
    const { operations, refusals, heartbeats, inFlight } = service.counters()
    sum.operations += operations
    sum.refusals += refusals
    sum.heartbeats += heartbeats
    sum.inFlight += inFlight
  }
  return sum
}

/** The on-premises service: dials out only; one process hosts many tenants over one directory. */
export const startAgent: StartRole = async (context) => {
  const { clock, faults } = context
  const { config, secrets, ...edges } = await readStart(context)
  const { stateDir } = config
  await makePrivateDirectory(stateDir)
  if (faults.fires('agent-opens-its-state')) await chmod(stateDir, 0o755)
  const eventsFile = join(stateDir, 'events.jsonl')
  const testKeysFile = join(stateDir, 'test-keys.json')
  const events = await openEventLog(eventsFile, clock, faults)
  const journal = openJournal(stateDir, clock.now)
  const portal = createPortalClient({
    ...edges.portal,
    unnamed: faults.fires('agent-hides-portal'),
  })
  const forests = openForests(config, secrets, edges.controllers, context)
  const states = openStateStore(stateDir)
  let services: readonly TenantService[] = []
  const { keyPairs } = context
  const newKeyPair =
    keyPairs === undefined ? makeKeyPair : shareKeyPairs(keyPairs, stateDir, makeKeyPair)
  const exposeKeys = config.exposeTestKeys
    ? exposeTestKeys(testKeysFile, () => services.flatMap((service) => service.state() ?? []))
    : async () => undefined
  services = config.tenants.map((plan) =>
    createTenantService(
      {
        config,
        secrets,
        clock,
        faults,
        events,
        journal,
        forests,
        portal,
        states,
        newKeyPair,
        relayCa: edges.portal.ca,
        onKeysChanged: exposeKeys,
      },
      plan,
    ),
  )
  await Promise.all(services.map((service) => service.start()))
  await exposeKeys()
  const administration = await serveAdministration(stateDir, services)
  const closeFaultySockets = await openFaultySockets(faults)

  return {
    listening: {},
    administration: administration.path,
    logs: { events: eventsFile },
    stateDir,
    ...(config.exposeTestKeys && { testKeysFile }),
    // Nothing of a case stays here: what was handled must be remembered.
    reset: async () => undefined,
    async rotate(what) {
      if (what !== 'keys') throw new BadStart(`an agent rotates its keys, not ${what}: say keys`)
      if (faults.fires('agent-ignores-rotation')) return
      await Promise.all(services.map((service) => service.rollOver()))
    },
    async drain() {
      await Promise.all(services.map((service) => service.drain()))
      await events.flush()
      return sumCounters(services)
    },
    async stop() {
      closeFaultySockets()
      await administration.close()
      await Promise.all(services.map((service) => service.stop()))
      await Promise.all([
        ...forests.map((forest) => forest.close()),
        portal.close(),
        journal.close(),
      ])
      await events.close()
    },
  }
}
