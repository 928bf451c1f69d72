import { setTimeout as sleep } from 'node:timers/promises'
import { newPassword } from '../target/trust/secrets.ts'
import { describeAnswer, enter } from './effects.ts'
import { inBackground } from './in-background.ts'
import type { Context } from './requirement.ts'

const REACHES_RELAY_MS = 300
const SIZE_BYTES = 64

type Leaving = Context<'portal' | 'accounts' | 'agent' | 'relayAccess' | 'relayTime', string>

/**
 * Stops the agent and leaves a request that waits at the relay for `relayTime.ttlMs`. A relay that keeps its
 * own time gets a message of ours in the portal’s name, which lives shorter. Resolves with what the portal
 * tells of it, once it does.
 */
export async function leaveWaiting(t: Leaving): Promise<() => Promise<string>> {
  const { addresses, login, sends } = t.relayAccess
  if (t.relayTime.isItsOwn) {
    await t.agent.stop()
    const portal = await login('portal')
    const { ttlMs } = t.relayTime
    const [answer] = await sends(portal, addresses.sendRequests, [SIZE_BYTES], ttlMs)
    const told = answer?.taken === true ? 'taken' : `refused (${answer?.reason ?? 'no answer'})`
    return async () => `a message that lives ${ttlMs / 1_000} s, in the portal’s name: ${told}`
  }
  const session = await enter(t, t.accounts.take())
  await t.agent.stop()
  const asked = inBackground(t.portal.setPassword(session, newPassword()))
  await sleep(REACHES_RELAY_MS)
  return async () => asked.then(describeAnswer, (error: unknown) => `no answer (${String(error)})`)
}
