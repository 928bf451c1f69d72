import type { DomainConfig } from '../../harness/contract/role-config.ts'
import type { RunningRole } from '../role.ts'
import type { Clock, Timer } from '../clock.ts'
import type { Domain } from './domain.ts'
import type { Controller } from './entries/configuration-partition.ts'
import { PROTECTION_PERIOD_MS, protectAll } from './entries/protection.ts'
import {
  type Listener,
  type ListenerProtocol,
  openListener,
  type ServerIdentity,
} from './listener.ts'
import { createService } from './service.ts'

/** What the controllers of a domain share besides the domain. */
export interface ServingOptions {
  readonly identity: ServerIdentity
  readonly host: string
  /** For the first controller, where its own configuration names none; 0: the OS chooses. */
  readonly firstPort: number
  readonly clock: Clock
}

/** A domain that is served: the open ports of its controllers. */
export interface ServedDomain {
  /** By the names of the contract: `ldaps:<controller>`, and `ldap:<controller>` with StartTLS. */
  readonly listening: RunningRole['listening']
  /** Where the PDC emulator listens. */
  readonly first: Listener['address']
  counters(): Record<string, number>
  /** Resolves when no operation is in progress. */
  idle(): Promise<void>
  stop(): Promise<void>
}

/** Looks at the protected groups every hour of the directory's clock. */
function protectHourly(domain: Domain, clock: Clock): { cancel(): void } {
  let timer: Timer
  const arm = () => {
    timer = clock.setTimeout(() => {
      protectAll(domain)
      arm()
    }, PROTECTION_PERIOD_MS)
  }
  arm()
  return { cancel: () => timer.cancel() }
}

const portOf = ({ controllers }: DomainConfig, { name }: Controller) =>
  controllers.find((each) => each.name === name)?.port

/** Opens each controller's port in turn; when one cannot be had, gives back those before it. */
export async function serveDomain(domain: Domain, options: ServingOptions): Promise<ServedDomain> {
  const { identity, host, firstPort, clock } = options
  domain.replication.begin()
  const service = createService(domain)
  const open = new Map<string, Listener>()
  const closeAll = () => Promise.all([...open.values()].map((listener) => listener.close()))
  const openPort = async (controller: Controller, protocol: ListenerProtocol, port: number) => {
    const at = { host, port }
    const listener = await openListener({ protocol, identity, at, controller, service })
    open.set(`${protocol}:${controller.name}`, listener)
    return listener.address
  }
  const openFor = async (controller: Controller, port: number) => {
    const own = portOf(domain.config, controller) ?? port
    const address = await openPort(controller, 'ldaps', own)
    if (domain.startTls) await openPort(controller, 'ldap', 0)
    return address
  }
  const [emulator, ...others] = domain.controllers
  let first: Listener['address']
  try {
    first = await openFor(emulator, firstPort)
    for (const controller of others) await openFor(controller, 0)
  } catch (error) {
    await closeAll()
    throw error
  }
  const protection = protectHourly(domain, clock)
  return {
    first,
    listening: Object.fromEntries([...open].map(([name, { address }]) => [name, address])),
    counters: service.counters,
    idle: service.idle,
    async stop() {
      protection.cancel()
      await service.idle()
      await closeAll()
    },
  }
}
