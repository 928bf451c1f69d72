import { z } from 'zod'
import { generatedAccountsSchema } from './generated-accounts.ts'
import { LIMITS } from './limits.ts'
import { initialTenantSettings } from './tenant-settings.ts'
import { GENERATIONS } from './generations.ts'

/** What `start` hands to each role in `config`, and in the file that `secretsFile` names (mode 0600). */

const tenantName = z.string().regex(/^[a-z0-9-]{1,40}$/, 'a tenant is 1-40 of a-z, 0-9 and "-"')
const ms = z.int().min(1)

const dnsName = z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'a DNS name in lower case')

/** AMQP addresses as templates over `{tenant}`, so that the same roles run against other brokers. */
export const addressesSchema = z
  .strictObject({
    sendRequests: z.string(),
    receiveRequests: z.string(),
    sendResults: z.string(),
    receiveResults: z.string(),
    /** A link to it stays attached only while the tenant has a consumer; null: this broker cannot say. */
    presence: z.string().nullable(),
  })
  .default({
    sendRequests: '{tenant}/requests',
    receiveRequests: '{tenant}/requests',
    sendResults: '{tenant}/results',
    receiveResults: '{tenant}/results',
    presence: '{tenant}/presence',
  })
export type Addresses = z.infer<typeof addressesSchema>

/** AMQP in TLS, or AMQP in WebSocket in TLS (PWB-NET-6). A relay takes both. */
export const RELAY_TRANSPORTS = ['amqp', 'websocket'] as const
export type RelayTransport = (typeof RELAY_TRANSPORTS)[number]

const networkSchema = z
  .strictObject({
    /** How portal and agent speak to the relay. */
    transport: z.enum(RELAY_TRANSPORTS).default('amqp'),
    idleTimeoutMs: ms.default(LIMITS.idleTimeoutMs),
    reconnectInitialMs: ms.default(100),
    reconnectMaxMs: ms.default(30_000),
  })
  .prefault({})

/** Where an agent finds a relay, and the name that its certificate is verified by. */
export const relayPlace = z.strictObject({
  host: z.string(),
  port: z.int(),
  servername: z.string(),
})

export const portalConfigSchema = z.strictObject({
  issuer: z.strictObject({
    issuer: z.string(),
    audience: z.string(),
    jwks: z.strictObject({ keys: z.array(z.record(z.string(), z.unknown())) }),
  }),
  tenants: z.array(
    z.strictObject({
      tenant: tenantName,
      settings: initialTenantSettings.prefault({}),
      /** Where this tenant's agent is told to find its relay; without it, `advertise.relay`. */
      relay: relayPlace.optional(),
      /** The same for its second relay, where the portal has two; without it, `advertise.secondRelay`. */
      secondRelay: relayPlace.optional(),
    }),
  ),
  addresses: addressesSchema,
  network: networkSchema,
  requestTtlMs: ms.default(LIMITS.requestTtlMs),
  clockSkewMs: ms.default(LIMITS.clockSkewMs),
  waitMs: ms.default(LIMITS.portalWaitMs),
  heartbeatPeriodMs: ms.default(LIMITS.heartbeatPeriodMs),
  sessionMs: ms.default(LIMITS.sessionMs),
  maxInFlight: z.int().min(1).default(2_000),
  /** What it promises; another generation's differences are rows of the requirements' own chapter. */
  generation: z.enum(GENERATIONS).default('aad-connect-2017'),
  /** How long results under the earlier key are taken once a new one is used (PWB-KEY-3). */
  keyOverlapMs: ms.default(LIMITS.keyOverlapMs),
  /** Write its relay credentials to a 0600 file that `start` names, for checks that need them. */
  exposeTestKeys: z.boolean().default(false),
})
export type PortalConfig = z.infer<typeof portalConfigSchema>

const relayLogin = z.strictObject({ username: z.string(), password: z.string() })
const relayVerifier = z.strictObject({ username: z.string(), verifier: z.string() })

export const portalSecretsSchema = z.strictObject({
  /** Absent: the relay makes no tenants, and `relayTenants` has them all. */
  relayManagement: relayLogin.optional(),
  /** Tenants that somebody else made at the relay: enabling hands out these and makes none. */
  relayTenants: z
    .record(tenantName, z.strictObject({ portal: relayLogin, agent: relayLogin }))
    .default({}),
  /** tenant → SHA-256 (hex) of the secret that the tenant's agent uploads its user list with. */
  synchronisationVerifiers: z.record(z.string(), z.string()),
})
export type PortalSecrets = z.infer<typeof portalSecretsSchema>

export const relayConfigSchema = z.strictObject({
  addresses: addressesSchema,
  network: networkSchema,
  maxMessageBytes: z.int().min(256).default(LIMITS.relayMessageBytes),
  /** A longer header `ttl`, or none, is cut to this. */
  ttlCeilingMs: ms.default(10 * 60_000),
  /** For its requests, and as much for its results. */
  maxQueuedBytesPerTenant: z
    .int()
    .min(1)
    .default(64 * 1024 * 1024),
})
export type RelayConfig = z.infer<typeof relayConfigSchema>

export const relaySecretsSchema = z.strictObject({
  /** SHA-256 (hex) of the management password. */
  managementVerifier: relayVerifier,
  /** Tenants that are there from the start, and over restarts. */
  tenants: z
    .record(tenantName, z.strictObject({ portal: relayVerifier, agent: relayVerifier }))
    .default({}),
})
export type RelaySecrets = z.infer<typeof relaySecretsSchema>

const synchronisedMode = z.enum(['federated', 'hash-synchronised', 'pass-through'])

/** A forest of one domain, by the names of the agent's edges to its controllers. */
const agentForestSchema = z.strictObject({
  domain: dnsName,
  /** Edge names. A controller is known by its edge's `servername`, which is its dNSHostName. */
  controllers: z.array(z.string()).min(1),
  /** Edge names to import from, in this order; with `only`, from no other. Writes go to the PDC emulator. */
  preferredControllers: z
    .strictObject({ edges: z.array(z.string()), only: z.boolean().default(false) })
    .prefault({ edges: [] }),
})

export const agentConfigSchema = z.strictObject({
  /** Empty: one forest behind the edge `directory`, whose domain its rootDSE tells. */
  forests: z.array(agentForestSchema).default([]),
  tenants: z.array(
    z.strictObject({
      tenant: tenantName,
      /** Accounts below this are the tenant's users. Null: no users (a tenant that only sends heartbeats). */
      baseDn: z.string().nullable(),
      /** The same in other forests: one place a forest. */
      moreBaseDns: z.array(z.string()).default([]),
      /** How the tenant's users sign in; a suffix of the user principal name may have a mode of its own. */
      signIn: z
        .strictObject({
          mode: synchronisedMode.default('pass-through'),
          bySuffix: z.record(z.string(), synchronisedMode).default({}),
        })
        .prefault({}),
      /** A file with a pre-made RSA pair (PKCS#8 PEM), for tenants that only send heartbeats. */
      keyPairFile: z.string().optional(),
    }),
  ),
  addresses: addressesSchema,
  network: networkSchema,
  heartbeatPeriodMs: ms.default(LIMITS.heartbeatPeriodMs),
  clockSkewMs: ms.default(LIMITS.clockSkewMs),
  directoryConnections: z.int().min(1).max(64).default(4),
  directoryTimeoutMs: ms.default(15_000),
  /** No write begins later than this before the request's deadline (PWB-TTL-4). Absent: `directoryTimeoutMs`. */
  writeMarginMs: z.int().min(0).optional(),
  /** How long packages under the earlier key are opened once a new one is used (PWB-KEY-3). */
  keyOverlapMs: ms.default(LIMITS.keyOverlapMs),
  /** `optional`: reset without history and minimum age where the directory lacks the control, and say so. */
  policyHints: z.enum(['required', 'optional']).default('required'),
  /** What it promises; another generation's differences are rows of the requirements' own chapter. */
  generation: z.enum(GENERATIONS).default('aad-connect-2017'),
  /** Kept over restarts: keys, configuration, journal. */
  stateDir: z.string(),
  /** Write keys and relay credentials to a 0600 file that `start` names, for checks that need them. */
  exposeTestKeys: z.boolean().default(false),
})
export type AgentConfig = z.infer<typeof agentConfigSchema>

export const agentSecretsSchema = z.strictObject({
  directory: z.strictObject({ user: z.string(), password: z.string() }),
  /** domain → its own service account; a forest that is not named uses `directory`. */
  forests: z
    .record(dnsName, z.strictObject({ user: z.string(), password: z.string() }))
    .default({}),
  /** tenant → the secret that the user list is uploaded with. */
  synchronisation: z.record(z.string(), z.string()),
})
export type AgentSecrets = z.infer<typeof agentSecretsSchema>

/** What `testKeysFile` holds when `exposeTestKeys` was asked for. Keys base64, private key PKCS#8 PEM. */
export const testKeysSchema = z.strictObject({
  tenants: z.record(
    z.string(),
    z.strictObject({
      keyId: z.int(),
      privateKeyPem: z.string(),
      symmetricKey: z.string(),
      relay: z.strictObject({ username: z.string(), password: z.string() }),
    }),
  ),
})
export type TestKeys = z.infer<typeof testKeysSchema>

/** The portal's `testKeysFile`: tenant → what it logs in to the relay by. */
export const portalTestKeysSchema = z.strictObject({ relay: z.record(tenantName, relayLogin) })
export type PortalTestKeys = z.infer<typeof portalTestKeysSchema>

const controllerSchema = z.strictObject({
  /** dNSHostName, and the name that its certificate is verified by. */
  name: dnsName,
  /** Absent: the OS chooses. */
  port: z.int().min(1).max(65_535).optional(),
})

const domainSchema = z.strictObject({
  /** DNS name; its naming context is DC=…,DC=…. */
  domain: dnsName.default('corp.test'),
  netbiosName: z.string().default('CORP'),
  /**
   * Its domain controllers, the PDC emulator first. Empty: one, behind `listen`. Each is told in the
   * reply's `listening` as `ldaps:<name>`; the first of the first domain also as `ldaps`.
   */
  controllers: z.array(controllerSchema).default([]),
  /** How long a write takes from one controller to the others. Passwords reach the PDC emulator at once. */
  replicationDelayMs: z.int().min(0).default(0),
  /** An LDIF file (RFC 2849) of entries that are there at the start; 0600 when it holds passwords. */
  ldif: z.string().optional(),
  /** Words that the password filter refuses, in any case and anywhere in a password. */
  bannedWords: z.array(z.string().min(1)).default([]),
  /** Distinguished names below which the service account's rights are not inherited (PWB-PROT-3). */
  undelegated: z.array(z.string()).default([]),
  dialect: z.enum(['windows', 'samba']).default('windows'),
  policyHintsControl: z.boolean().default(true),
  policy: z
    .strictObject({
      minimumLength: z.int().min(0).default(8),
      historyLength: z.int().min(0).max(1024).default(24),
      complexity: z.boolean().default(true),
      minimumAgeMs: z.int().min(0).default(0),
      maximumAgeMs: z.int().min(0).default(0),
      /** 0: never. */
      lockoutThreshold: z.int().min(0).default(5),
      lockoutDurationMs: ms.default(30 * 60_000),
      lockoutWindowMs: ms.default(30 * 60_000),
    })
    .prefault({}),
})

export const directoryConfigSchema = domainSchema.extend({
  /** Forests besides the first, each of one domain, with the same administrator and service account names. */
  forests: z.array(domainSchema).default([]),
  /** Also listen for LDAP that StartTLS protects: `ldap:<name>` in `listening`. */
  startTls: z.boolean().default(false),
})
export type DirectoryConfig = z.infer<typeof directoryConfigSchema>
export type DomainConfig = z.infer<typeof domainSchema>

/** Accounts that exist when the directory starts; all others are made over LDAP. */
export const directorySecretsSchema = z.strictObject({
  administrator: z.strictObject({ user: z.string(), password: z.string() }),
  /** The agent's account: may reset passwords, write lockoutTime and pwdLastSet of unprotected users. */
  service: z.strictObject({ user: z.string(), password: z.string() }),
  /** Many more accounts, made when the directory starts. */
  generate: generatedAccountsSchema.optional(),
})
export type DirectorySecrets = z.infer<typeof directorySecretsSchema>
