import type { DomainConfig } from '../../../harness/contract/role-config.ts'
import type { Entry } from './entry.ts'
import { OBJECT_CLASSES, type ObjectClass } from './object-classes.ts'
import type { Store } from './store.ts'

/** One domain controller, as the configuration partition describes it. */
export interface Controller {
  /** dNSHostName. */
  readonly name: string
  /** Its `server` entry, and the `CN=NTDS Settings` below that stands for its directory service. */
  readonly server: Entry
  readonly settings: Entry
}

export interface ConfigurationPartition {
  /** The head of the partition: a naming context of its own below the domain's. */
  readonly head: Entry
  /** In the order given; the first is the PDC emulator. */
  readonly controllers: readonly [Controller, ...Controller[]]
  readonly entries: readonly Entry[]
}

const SITE = 'Default-First-Site-Name'

/** The short name of a controller: the first label of its DNS name, in capitals. */
export const shortName = (name: string): string => (name.split('.')[0] ?? name).toUpperCase()

/** DNS names of a domain's controllers, the PDC emulator first; one is there when none is named. */
export const controllerNames = (config: DomainConfig): readonly [string, ...string[]] => {
  const [first = `dc1.${config.domain}`, ...others] = config.controllers.map(({ name }) => name)
  return [first, ...others]
}

/** Plants the sites and servers by which a client finds the controllers (PWB-LOOK-6). */
export function plantConfiguration(
  store: Store,
  names: readonly [string, ...string[]],
  newGuid: () => Buffer,
): ConfigurationPartition {
  const entries: Entry[] = []
  const make = (parent: Entry, rdnValue: string, objectClass: ObjectClass) => {
    const entry = store.create({ parent, rdnValue, objectClass, rid: 0 })
    store.insert(entry)
    entries.push(entry)
    return entry
  }
  const head = make(store.head, 'Configuration', OBJECT_CLASSES.configuration)
  store.separate(head)
  const sites = make(head, 'Sites', OBJECT_CLASSES.sitesContainer)
  const site = make(sites, SITE, OBJECT_CLASSES.site)
  const servers = make(site, 'Servers', OBJECT_CLASSES.serversContainer)
  const makeController = (name: string): Controller => {
    const server = make(servers, shortName(name), OBJECT_CLASSES.server)
    server.set('dNSHostName', [name])
    const settings = make(server, 'NTDS Settings', OBJECT_CLASSES.directoryService)
    settings.set('invocationId', [newGuid()])
    return { name, server, settings }
  }
  const [first, ...others] = names
  return { head, controllers: [makeController(first), ...others.map(makeController)], entries }
}
