import { z } from 'zod'

/**
 * The agent's local administration: HTTP with JSON over a Unix socket in its state directory (0600),
 * because an agent opens no port (PWB-NET-1). POST for all but GET /status.
 */
export const synchroniseCommand = z.strictObject({
  tenant: z.string(),
  /** `full`: import and synchronise everything anew; `delta`: what changed since the last import. */
  kind: z.enum(['full', 'delta']).default('full'),
})
export const synchroniseResult = z.strictObject({
  imported: z.int(),
  uploaded: z.int(),
  /** Users that are gone, as far as the directory tells a delta import. */
  removed: z.int().default(0),
})

/** What can go wrong with the links between connector spaces and metaverse; for checks (PWB-LOOK-2, -3). */
export const LINK_EDITS = [
  'remove-directory-object',
  'remove-metaverse-link',
  'remove-cloud-object',
  'rename-join-rule',
  'join-rule-on-cloud-link-only',
] as const
export type LinkEdit = (typeof LINK_EDITS)[number]

/** POST /links: edits the links of the user with this name; until the next full synchronisation. */
export const editLinksCommand = z.strictObject({
  tenant: z.string(),
  userPrincipalName: z.string(),
  edit: z.enum(LINK_EDITS),
})
export const editLinksResult = z.strictObject({ edited: z.literal(true) })

export const enableCommand = z.strictObject({
  tenant: z.string(),
  /** A cloud-created global administrator's token, handed on to the portal. */
  token: z.string(),
})
export const enableResult = z.strictObject({ keyId: z.int() })

export const disableCommand = z.strictObject({ tenant: z.string(), token: z.string() })
export const disableResult = z.strictObject({ disabled: z.literal(true) })

export const agentStatus = z.strictObject({
  /** What the agent is, where it tells. */
  release: z.strictObject({ product: z.string(), version: z.string() }).optional(),
  tenants: z.array(
    z.strictObject({ tenant: z.string(), enabled: z.boolean(), connected: z.boolean() }),
  ),
})

/** Any refusal: what was wrong and what to do. */
export const administrationRefusal = z.strictObject({ error: z.string(), remedy: z.string() })
