import { Agent, request } from 'undici'
import {
  agentStatus,
  administrationRefusal,
  disableResult,
  editLinksResult,
  enableResult,
  type LinkEdit,
  synchroniseResult,
} from '../contract/agent-administration.ts'
import { TargetError, Unsupported } from './errors.ts'
import type { z } from 'zod'

/**
 * The agent's local administration, over its Unix socket. A refusal rejects with its remedy; without a socket
 * everything rejects as Unsupported.
 */
export function createAgentClient(socketPath: string | undefined) {
  // Enabling makes an RSA pair and dials the relay; importing may read a million accounts.
  const dispatcher = new Agent({
    connect: { socketPath: socketPath ?? '' },
    headersTimeout: 120_000,
    bodyTimeout: 120_000,
  })

  async function call<T>(path: string, form: z.ZodType<T>, body?: object): Promise<T> {
    if (socketPath === undefined) {
      throw new Unsupported('agent', 'names no administration socket in its reply to start')
    }
    const reply = await request(`http://agent${path}`, {
      dispatcher,
      method: body === undefined ? 'GET' : 'POST',
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    })
    const answer: unknown = await reply.body.json()
    if (reply.statusCode === 200) return form.parse(answer)
    const refusal = administrationRefusal.safeParse(answer)
    const { error, remedy } = refusal.success
      ? refusal.data
      : { error: `${path} answered ${reply.statusCode}`, remedy: 'look at the agent’s event log' }
    throw new TargetError('agent', error, remedy)
  }

  return {
    synchronise: (tenant: string, kind: 'full' | 'delta' = 'full') =>
      call('/synchronise', synchroniseResult, { tenant, kind }),
    /** Breaks a user's links between connector spaces and metaverse, until the next full synchronisation. */
    editLinks: (tenant: string, userPrincipalName: string, edit: LinkEdit) =>
      call('/links', editLinksResult, { tenant, userPrincipalName, edit }),
    enable: (tenant: string, token: string) => call('/enable', enableResult, { tenant, token }),
    disable: (tenant: string, token: string) => call('/disable', disableResult, { tenant, token }),
    status: () => call('/status', agentStatus),
    close: () => dispatcher.destroy(),
  }
}
