import { z } from 'zod'
import { LICENCE_NAMES } from './licences.ts'
import { PASSWORD_MODES, ROLE_CODES } from './origins.ts'
import { OUTCOME_CODES } from './outcomes.ts'

/**
 * The portal's HTTPS interface. Paths, bodies, answers. Every refusal is problem+json (RFC 9457).
 * Administrators and users prove who they are by a signed token (`Authorization: Bearer`), the
 * agent's user-list upload by HTTP Basic (tenant, synchronisation secret).
 */
const password = z.string().max(4_096)
const outcomeCode = z.enum(OUTCOME_CODES)
/** The outcome's name in the product's own documents (`Outcome.published`); absent where the name is only ours. */
const published = z.string().optional()

/** POST /sessions: who asks. Answered with the gates to pass, or with the reason why not. */
export const sessionRequest = z.strictObject({ user: z.string().min(1).max(1_024) })
export const sessionAnswer = z.object({
  sessionId: z.string(),
  gates: z.array(z.literal('totp')),
  required: z.int(),
  expiresAt: z.number(),
})

/** POST /sessions/{id}/gates. */
export const gateRequest = z.strictObject({
  gate: z.literal('totp'),
  code: z.string().regex(/^\d{6}$/, 'six digits'),
})
export const gateAnswer = z.object({ remaining: z.int() })

/** POST /sessions/{id}/password. */
export const newPasswordRequest = z.strictObject({ newPassword: password, confirmation: password })

/** POST /sessions/{id}/unlock: nothing to say; answered like a password (PWB-OPS-9). */
export const unlockRequest = z.strictObject({})

/** POST /sign-in: whether the cloud's own copy of the password is this one (PWB-MODE-2). */
export const signInRequest = z.strictObject({ user: z.string().min(1).max(1_024), password })
export const signInAnswer = z.object({ signedIn: z.literal(true) })

/** POST /me/password, with a user's token. */
export const changeRequest = z.strictObject({ currentPassword: password, newPassword: password })

/** POST /users/{user}/password-resets, with an administrator's token. */
export const administratorResetRequest = z.strictObject({
  newPassword: password,
  mustChangeAtNextLogon: z.boolean().default(false),
})

/** What an operation answers, now or later at GET /operations/{id}. */
export const operationAnswer = z.object({
  operationId: z.string(),
  code: outcomeCode,
  definite: z.boolean(),
  message: z.string(),
  remedy: z.string(),
  published,
  /** For `outcome-unknown`: milliseconds since the epoch from which the final outcome stands. */
  until: z.number().optional(),
})
export type OperationAnswer = z.infer<typeof operationAnswer>

/** RFC 9457, with our members. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: outcomeCode,
  definite: z.boolean(),
  detail: z.string(),
  remedy: z.string(),
  published,
  trackingId: z.string(),
  operationId: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), problem: z.string() })).optional(),
})
export type Problem = z.infer<typeof problem>

/** PUT /tenants/{tenant}/authentication-methods: administrator enrols TOTP secrets (base32). */
export const enrolRequest = z.strictObject({
  methods: z.array(z.strictObject({ user: z.string(), totpSecret: z.string() })).max(10_000),
})
export const enrolAnswer = z.object({ enrolled: z.int() })

/**
 * PUT /tenants/{tenant}/assignments, by a global administrator: what the cloud knows of its users besides
 * the agent's list. A field that is named replaces what stood there; one that is not stays.
 */
export const assignmentsRequest = z.strictObject({
  assignments: z
    .array(
      z.strictObject({
        user: z.string(),
        /** Null: those of the tenant. Empty: none. */
        licences: z.array(z.enum(LICENCE_NAMES)).nullable().optional(),
        /** An administrator passes two gates, and proves it by these roles, as no token is there yet. */
        roles: z.array(z.enum(ROLE_CODES)).optional(),
        groups: z.array(z.string().min(1).max(256)).optional(),
      }),
    )
    .max(10_000),
})
export const assignmentsAnswer = z.object({ assigned: z.int() })

/**
 * PUT /tenants/{tenant}/cloud-users, by a global administrator: accounts that exist in the cloud only
 * (PWB-MODE-4). One that is there gets the password named; a name of the agent's list is refused.
 */
export const cloudUsersRequest = z.strictObject({
  users: z
    .array(z.strictObject({ userPrincipalName: z.string().min(1).max(1_024), password }))
    .max(10_000),
})
export const cloudUsersAnswer = z.object({ created: z.int() })

/** GET /tenants/{tenant}/audit?log=…&after=…, by an administrator. */
export const auditQuery = z.strictObject({
  /** What was asked of the portal, or the reads of the symmetric key. */
  log: z.enum(['operations', 'key-reads']).default('operations'),
  /** The `next` of the page before. */
  after: z.coerce.number<string>().int().min(0).default(0),
})
export const auditAnswer = z.object({
  entries: z.array(
    z.object({
      sequence: z.int(),
      /** ISO 8601, UTC. */
      time: z.string(),
      tenant: z.string(),
      actor: z.string(),
      /** The address's `operationId`; `read-symmetric-key` in the log of the key reads. */
      operation: z.string(),
      /** Whose account, where it is not the actor's own; what for, for a read of the key. */
      target: z.string().optional(),
      /** `done` where the answer names no outcome. */
      outcome: z.union([outcomeCode, z.literal('done')]),
      trackingId: z.string(),
      /** Of the operation that the request made, if any; the agent's events name it, as no tracking id reaches the agent. */
      operationId: z.string().optional(),
    }),
  ),
  /** Where the next page begins; null: these are the newest. */
  next: z.int().nullable(),
  /** Entries that were asked for and are no longer kept. */
  missing: z.int(),
})

/** POST /synchronisation, by the agent: one page of the user list. `last` ends the list. */
export const synchronisationRequest = z.strictObject({
  runId: z.string(),
  page: z.int().min(0),
  last: z.boolean(),
  /** `full` replaces the list; `delta` changes what it names and takes out what it removes. */
  kind: z.enum(['full', 'delta']).default('full'),
  /** Cloud anchors of users that are gone; in a delta only. */
  removed: z.array(z.string()).max(5_000).default([]),
  users: z
    .array(
      z.strictObject({
        /** Base64 of the 16 bytes that name the account in the cloud. */
        cloudAnchor: z.string(),
        userPrincipalName: z.string(),
        displayName: z.string(),
        enabled: z.boolean(),
        mode: z.enum(PASSWORD_MODES),
      }),
    )
    .max(5_000),
})
export const synchronisationAnswer = z.object({ accepted: z.int(), users: z.int() })

/** POST /onboarding, with a cloud-created global administrator's token: one request, one answer. */
export const onboardingRequest = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.literal('enable'),
    tenant: z.string(),
    product: z.string(),
    version: z.string(),
    /** RSA-2048 public key, SubjectPublicKeyInfo DER, base64. */
    publicKey: z.string(),
  }),
  z.strictObject({ action: z.literal('disable'), tenant: z.string() }),
  /**
   * Also with the agent's own proof (HTTP Basic, as for its user list): no administrator is there when
   * keys grow old. The earlier keys seal on until the agent was heard under the new ones, and are good
   * for `keyOverlapMs` more; a rollover whose answer was lost can simply be asked again.
   */
  z.strictObject({
    action: z.literal('rollover'),
    tenant: z.string(),
    /** RSA-2048 public key, SubjectPublicKeyInfo DER, base64. */
    publicKey: z.string(),
  }),
])
/** Where an agent finds a relay, and the name that its certificate is verified by. */
const relayPlace = z.object({ host: z.string(), port: z.int(), servername: z.string() })
export const enableAnswer = z.object({
  keyId: z.int(),
  /** AES-256 key, base64. */
  symmetricKey: z.string(),
  relay: relayPlace,
  /** The tenant's other relay, with the same credential and keys, where it has two (`entra-2025`). */
  secondRelay: relayPlace.optional(),
  credential: z.object({ username: z.string(), password: z.string() }),
})
export const disableAnswer = z.object({ disabled: z.literal(true) })
export const onboardingAnswer = z.union([enableAnswer, disableAnswer])

/** Claims that the portal reads from a token (JWT, ES256). */
export const tokenClaims = z.object({
  /** User principal name, or the administrator's name. */
  sub: z.string(),
  tenant: z.string(),
  /** The client application: decides the origin. */
  azp: z.string(),
  roles: z.array(z.string()),
  /** How the account came to the cloud: only `cloud` may onboard. */
  source: z.enum(['cloud', 'synchronised', 'federated']).optional(),
})
export type TokenClaims = z.infer<typeof tokenClaims>
