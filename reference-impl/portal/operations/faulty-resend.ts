import { setTimeout as sleep } from 'node:timers/promises'
import type { Generation } from '../onboarding/generations.ts'
import type { Portal } from '../portal-state.ts'
import type { Tenant } from '../onboarding/tenants.ts'

const LOOK_MS = 50

/** The fault of sending what is still open once more, under the keys of a new enabling. */
export async function sendAgainUnder(
  { faults, operations }: Portal,
  { tenant, operationId }: { readonly tenant: Tenant; readonly operationId: string },
  generation: Generation,
  send: (generation: Generation) => Promise<unknown>,
): Promise<void> {
  if (!faults.fires('portal-sends-again-after-enabling')) return
  while (operations.get(operationId)?.code === 'outcome-unknown') {
    const current = tenant.writeback?.current
    if (current !== undefined && current !== generation) {
      await send(current).catch(() => undefined)
      return
    }
    await sleep(LOOK_MS, undefined, { ref: false })
  }
}
