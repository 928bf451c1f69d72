import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { connectRelay } from '../protocol/relay-connection.ts'
import { manageRelay, type RelayManagement } from '../protocol/relay-management.ts'
import type { RoleContext, RunningRole, StartRole } from '../role.ts'
import { createPortal, type PortalRelay } from './create-portal.ts'
import { generationsOf } from './onboarding/generations.ts'
import { NO_MANAGEMENT } from './onboarding/provisioned-relay.ts'
import { openOperationLog } from './operations/operation-log.ts'
import type { Portal } from './portal-state.ts'
import type { NewKeys } from './onboarding/writeback-keys.ts'
import { type GivenRelay, readStart } from './read-start.ts'
import { createServer } from './http/server.ts'
import { createTestKeys } from './test-keys.ts'
import { within } from './within.ts'

/** How long a portal that stops still waits for results; real time. */
const FINISH_WITHIN_MS = 3_000

interface Parts {
  readonly portal: Portal
  readonly server: ReturnType<typeof createServer>
  readonly managements: readonly RelayManagement[]
  readonly operationsFile: string
  readonly testKeysFile: string | undefined
}

async function assemble(context: RoleContext): Promise<Parts> {
  const { start, clock, faults } = context
  const given = await readStart(context)
  const { config, secrets, relay, secondRelay } = given
  const operationsFile = join(dirname(start.secretsFile), 'portal-operations.jsonl')
  const testKeysFile = config.exposeTestKeys
    ? join(dirname(start.secretsFile), 'portal-test-keys.json')
    : undefined
  const testKeys = testKeysFile === undefined ? undefined : createTestKeys(testKeysFile)
  const log = await openOperationLog(operationsFile)
  const { network } = config
  const managements: RelayManagement[] = []

  const noteTestKeys = (keys: NewKeys) => {
    testKeys?.note(keys)
    if (faults.fires('portal-logs-relay-secret')) log.note(keys.agent.password)
    if (faults.fires('portal-logs-symmetric-key'))
      log.note(keys.sealing.symmetricKey.toString('base64'))
  }

  function reach({ edge, ca, management, advertised }: GivenRelay): PortalRelay {
    const { host, port, servername } = edge
    const made =
      management === undefined
        ? NO_MANAGEMENT
        : manageRelay({ ...management, transport: network.transport })
    managements.push(made)
    return {
      connectAs(keys) {
        noteTestKeys(keys)
        return (onState) =>
          connectRelay({ host, port, servername, ca, ...keys.portal, network, onState })
      },
      management: made,
      advertised,
    }
  }
  const portal = createPortal({
    clock,
    faults,
    config,
    secrets,
    log,
    relays: [reach(relay), ...(secondRelay === undefined ? [] : [reach(secondRelay)])],
  })
  return {
    portal,
    server: createServer(portal, given.tls),
    managements,
    operationsFile,
    testKeysFile,
  }
}

const asAddress = (address: AddressInfo | string | null) => {
  if (address !== null && typeof address === 'object') return address
  throw new Error('the portal listens on no TCP port')
}

/** What was taken is answered: by its result if that comes in time, else as unknown. */
async function finish({ inFlight, operations }: Portal) {
  await within(FINISH_WITHIN_MS, inFlight.idle(), undefined)
  operations.releaseWaiting()
}

async function leave({ portal, server, managements }: Parts) {
  const closed = server.close()
  await finish(portal)
  await closed
  portal.operations.close()
  const enabled = portal.tenants.all.flatMap(({ writeback }) => writeback ?? [])
  for (const { overlap } of enabled) overlap?.cancel()
  const links = enabled.flatMap((writeback) => generationsOf(writeback).map(({ link }) => link))
  await Promise.all(links.map((link) => link.close()))
  await Promise.all([...managements.map((each) => each.close()), portal.log.close()])
}

/** Starts the cloud side: HTTPS to people, administrators and agents, AMQP to the relay. */
export const startPortal: StartRole = async (context): Promise<RunningRole> => {
  const parts = await assemble(context)
  const { portal, server, operationsFile, testKeysFile } = parts
  const { host, port = 0 } = context.start.listen
  try {
    await server.listen({ host, port })
  } catch (error) {
    await leave(parts)
    throw error
  }
  const { address, port: actualPort } = asAddress(server.server.address())

  return {
    listening: { https: { host: address, port: actualPort } },
    logs: { operations: operationsFile },
    ...(testKeysFile !== undefined && { testKeysFile }),
    reset: () => {
      portal.sessions.clear()
      for (const { throttles } of portal.tenants.all) {
        for (const counted of Object.values(throttles)) counted.clear()
      }
      return Promise.resolve()
    },
    async drain() {
      await portal.inFlight.idle()
      await portal.log.flush()
      return { 'portal.inFlight': portal.operations.inFlight(), ...portal.counters.read() }
    },
    stop: () => leave(parts),
  }
}
