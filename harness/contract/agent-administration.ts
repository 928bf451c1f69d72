import { z } from 'zod'

/**
 * The agent's local administration: HTTP with JSON over a Unix socket in its state directory (0600),
 * because an agent opens no port (PWB-NET-1). POST for all but GET /status.
 */
export const synchroniseCommand = z.strictObject({ tenant: z.string() })
export const synchroniseResult = z.strictObject({ imported: z.int(), uploaded: z.int() })

export const enableCommand = z.strictObject({
  tenant: z.string(),
  /** A cloud-created global administrator's token, handed on to the portal. */
  token: z.string(),
})
export const enableResult = z.strictObject({ keyId: z.int() })

export const disableCommand = z.strictObject({ tenant: z.string(), token: z.string() })
export const disableResult = z.strictObject({ disabled: z.literal(true) })

export const agentStatus = z.strictObject({
  tenants: z.array(
    z.strictObject({ tenant: z.string(), enabled: z.boolean(), connected: z.boolean() }),
  ),
})

/** Any refusal: what was wrong and what to do. */
export const administrationRefusal = z.strictObject({ error: z.string(), remedy: z.string() })
