import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Edge, ROLE_NAMES, type RoleName } from '../contract/edge.ts'
import { plannedControllers, plannedForests } from './directory/controllers.ts'
import { type CertificateAuthority, createAuthority, type Identity } from './trust/pki.ts'
import { DOMAIN, SERVERNAMES, type SystemPlan } from './plan.ts'
import {
  type DirectoryCredentials,
  directoryCredentials,
  type RelayCredentials,
  readCredentials,
  relayCredentials,
} from './slots/credentials.ts'
import { BadInput, Unsupported } from './errors.ts'
import { keptSigner } from './processes/kept-programs.ts'
import { newSecret, verifierOf, writeSecretFile } from './trust/secrets.ts'
import { directoryAt, relayAt } from './slots/slots.ts'
import { createTokenIssuer, type TokenIssuer } from './portal/tokens.ts'

/** What exists before any process starts: certificates, secrets in files, the token issuer. */
export interface Launch {
  readonly directory: string
  readonly authority: CertificateAuthority
  readonly identities: Readonly<Record<RoleName, Identity>>
  readonly tokens: TokenIssuer
  readonly administrator: { readonly user: string; readonly password: string }
  /** The parts that run already: where, and trusting the run's own certificates too, for what sits between. */
  readonly running: Readonly<Partial<Record<RoleName, Edge>>>
  secretsFile(role: RoleName): string
}

interface Secrets {
  readonly administrator: { user: string; password: string }
  readonly service: { user: string; password: string }
  readonly relay: RelayCredentials
  readonly synchronisation: Record<string, string>
}

/** The accounts of a directory of our own are made up; somebody's are what the credentials say. */
const directoryLogins = async ({ slots }: SystemPlan): Promise<DirectoryCredentials> => {
  const foreign = directoryAt(slots)
  if (foreign !== undefined) return readCredentials(foreign.credentials, directoryCredentials)
  return {
    administrator: { user: `administrator@${DOMAIN}`, password: newSecret() },
    service: { user: `svc-writeback@${DOMAIN}`, password: newSecret() },
  }
}

/** Somebody's relay is asked to make tenants, or has those of the plan already. */
const relayLogins = async ({ slots, tenants }: SystemPlan): Promise<RelayCredentials> => {
  const foreign = relayAt(slots)
  if (foreign === undefined) {
    return { management: { username: 'management', password: newSecret() } }
  }
  const known = await readCredentials(foreign.credentials, relayCredentials)
  if ('management' in known) return known
  const isMine = (name: string) => tenants.some(({ tenant }) => tenant === name)
  const mine = Object.entries(known.tenants).filter(([name]) => isMine(name))
  const missing = tenants
    .map(({ tenant }) => tenant)
    .filter((tenant) => !Object.hasOwn(known.tenants, tenant))
  if (missing.length === 0) return { tenants: Object.fromEntries(mine) }
  throw new Unsupported(
    'relay',
    `its credentials name no tenant ${missing.join(', ')}: make queues and users for them and add them to "tenants"`,
  )
}

/** The portal learns whom it makes tenants by, or the tenants; a relay of ours whom to let make them. */
const relaySecrets = (relay: RelayCredentials) =>
  'management' in relay ? { relayManagement: relay.management } : { relayTenants: relay.tenants }

const managementVerifier = (relay: RelayCredentials) =>
  'management' in relay
    ? {
        managementVerifier: {
          username: relay.management.username,
          verifier: verifierOf(relay.management.password),
        },
      }
    : {}

const makeSecrets = async (plan: SystemPlan): Promise<Secrets> => ({
  ...(await directoryLogins(plan)),
  relay: await relayLogins(plan),
  synchronisation: Object.fromEntries(plan.tenants.map(({ tenant }) => [tenant, newSecret()])),
})

const mapValues = (record: Record<string, string>, map: (value: string) => string) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]))

/** An account's name below another domain; the password is the same there. */
export const accountBelow = <T extends { readonly user: string }>(
  account: T,
  domain: string,
): T => ({
  ...account,
  user: `${account.user.split('@')[0] ?? account.user}@${domain}`,
})

const forestSecrets = (service: Secrets['service'], plan: SystemPlan) =>
  Object.fromEntries(
    plannedForests(plan)
      .slice(1)
      .map(({ domain }) => [domain, accountBelow(service, domain)]),
  )

/** Each role learns what it needs only: relay and portal keep verifiers where they can. */
const contentFor = (secrets: Secrets, plan: SystemPlan): Record<RoleName, unknown> => ({
  directory: {
    administrator: secrets.administrator,
    service: secrets.service,
    ...(plan.generate && { generate: { ...plan.generate, passwordSeed: newSecret() } }),
  },
  relay: managementVerifier(secrets.relay),
  portal: {
    ...relaySecrets(secrets.relay),
    synchronisationVerifiers: mapValues(secrets.synchronisation, verifierOf),
  },
  agent: {
    directory: secrets.service,
    forests: forestSecrets(secrets.service, plan),
    synchronisation: secrets.synchronisation,
  },
})

const readPem = (role: RoleName, file: string) =>
  readFile(file, 'utf8').catch(() => {
    throw new BadInput([
      `slots.${role}.caFile: ${file} cannot be read; name a file of certificates`,
    ])
  })

async function reachRunning(
  { slots }: SystemPlan,
  { caFile }: CertificateAuthority,
  directory: string,
): Promise<Launch['running']> {
  const edges: Partial<Record<RoleName, Edge>> = {}
  for (const role of ROLE_NAMES) {
    const slot = slots?.[role]
    if (slot?.fill !== 'url') continue
    const trustFile = join(directory, `trust-${role}.pem`)
    const trusted = [await readFile(caFile, 'utf8'), await readPem(role, slot.edge.caFile)]
    await writeFile(trustFile, trusted.join('\n'))
    edges[role] = { ...slot.edge, caFile: trustFile }
  }
  return edges
}

/** Makes the system's folder (0700) with certificates and secrets files (0600). */
export async function prepareLaunch(plan: SystemPlan): Promise<Launch> {
  const directory = join(plan.runDir, plan.name)
  await mkdir(join(directory, 'agent'), { recursive: true, mode: 0o700 })
  const authority = await createAuthority(join(directory, 'pki'), await keptSigner())
  const controllers = plannedControllers(plan).map(({ name }) => name)
  const alsoFor = controllers.filter((name) => name !== SERVERNAMES.directory)
  const [portal, relay, ldap, tokens] = await Promise.all([
    authority.issue('portal', SERVERNAMES.portal),
    authority.issue('relay', SERVERNAMES.relay),
    authority.issue('directory', SERVERNAMES.directory, { alsoFor }),
    createTokenIssuer(),
  ])
  const secrets = await makeSecrets(plan)
  const running = await reachRunning(plan, authority, directory)
  const content = contentFor(secrets, plan)
  const secretsFile = (role: RoleName) => join(directory, `${role}-secrets.json`)
  await Promise.all(ROLE_NAMES.map((role) => writeSecretFile(secretsFile(role), content[role])))
  return {
    directory,
    authority,
    // The agent serves nobody: it is given a certificate only because the verb has the field.
    identities: { portal, relay, directory: ldap, agent: portal },
    tokens,
    administrator: secrets.administrator,
    running,
    secretsFile,
  }
}
