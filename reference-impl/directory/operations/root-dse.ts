import type { Domain } from '../domain.ts'
import { type Controller, shortName } from '../entries/configuration-partition.ts'
import { toGeneralizedTime } from '../entries/file-time.ts'
import {
  EXTENDED_DN,
  PAGED_RESULTS,
  POLICY_HINTS,
  SD_FLAGS,
  SHOW_DELETED,
  TREE_DELETE,
} from '../ldap/controls.ts'
import { EXTENDED } from '../ldap/protocol.ts'
import type { ResponseAttribute } from '../ldap/response.ts'

const ALL = '*'
const MS_PER_SECOND = 1_000
/** Functional level of the newest Windows servers that call theirs 7 (2016 to 2022). */
const FUNCTIONAL_LEVEL = '7'
/** Active Directory; its releases since 2003, 2003 R2, 2008. */
const CAPABILITIES = [
  '1.2.840.113556.1.4.800',
  '1.2.840.113556.1.4.1670',
  '1.2.840.113556.1.4.1791',
  '1.2.840.113556.1.4.1935',
]

export const supportedControls = ({ config }: Pick<Domain, 'config'>): readonly string[] => [
  PAGED_RESULTS,
  TREE_DELETE,
  SD_FLAGS,
  SHOW_DELETED,
  EXTENDED_DN,
  ...(config.policyHintsControl ? POLICY_HINTS : []),
]

const read: Readonly<
  Record<string, (domain: Domain, controller: Controller) => readonly string[]>
> = {
  currentTime: ({ clock }) => [toGeneralizedTime(Math.floor(clock.now() / MS_PER_SECOND))],
  defaultNamingContext: ({ store }) => [store.dnOf(store.head)],
  rootDomainNamingContext: ({ store }) => [store.dnOf(store.head)],
  configurationNamingContext: ({ store, roots }) => [store.dnOf(roots.configuration)],
  namingContexts: ({ store, roots }) => [store.dnOf(store.head), store.dnOf(roots.configuration)],
  dnsHostName: (_domain, { name }) => [name],
  serverName: ({ store }, { server }) => [store.dnOf(server)],
  dsServiceName: ({ store }, { settings }) => [store.dnOf(settings)],
  ldapServiceName: ({ config }, { name }) => [
    `${config.domain}:${shortName(name).toLowerCase()}$@${config.domain.toUpperCase()}`,
  ],
  supportedLDAPVersion: () => ['3'],
  supportedControl: supportedControls,
  supportedCapabilities: () => CAPABILITIES,
  supportedExtension: ({ startTls }) => [EXTENDED.whoAmI, ...(startTls ? [EXTENDED.startTls] : [])],
  highestCommittedUSN: ({ store }) => [String(store.highestCommittedUsn)],
  domainFunctionality: () => [FUNCTIONAL_LEVEL],
  forestFunctionality: () => [FUNCTIONAL_LEVEL],
  isSynchronized: () => ['TRUE'],
  isGlobalCatalogReady: () => ['TRUE'],
}

/** What a controller says of itself to anyone, bound or not. */
export function rootDse(
  domain: Domain,
  controller: Controller,
  requested: readonly string[],
  typesOnly: boolean,
): readonly ResponseAttribute[] {
  const wanted = requested.map((name) => name.toLowerCase())
  const all = wanted.length === 0 || wanted.includes(ALL)
  return Object.entries(read)
    .filter(([name]) => all || wanted.includes(name.toLowerCase()))
    .map(([type, values]) => ({ type, values: typesOnly ? [] : values(domain, controller) }))
}
