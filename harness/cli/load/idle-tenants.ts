import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type HeartbeatStrip,
  type Heartbeats,
  judgeHeartbeats,
  type Window,
} from '../../../bench/measure/heartbeats.ts'
import { LIMITS } from '../../contract/limits.ts'
import type { TenantPlan } from '../../target/plan.ts'
import { newKeyPair } from '../../target/trust/secrets.ts'
import type { Stage } from '../../target/stage.ts'
import type { System } from '../../target/system.ts'

const PREFIX = 'idle-'
const TAP = { name: 'idle', mode: 'inspecting' } as const

const nameOf = (index: number) => `${PREFIX}${String(index).padStart(3, '0')}`

/** Tenants without people, all with the same pre-made RSA pair: making one each would only cost time. */
export const idleTenants = (count: number, keyPairFile: string): TenantPlan[] =>
  Array.from({ length: count }, (_, index) => ({
    tenant: nameOf(index),
    baseDn: null,
    relayTap: TAP,
    keyPairFile,
  }))

let pair: ReturnType<typeof newKeyPair> | undefined

async function writePair(path: string): Promise<string> {
  pair ??= newKeyPair()
  await writeFile(path, await pair, { mode: 0o600 })
  return path
}

/** Of this process's runs, by path. */
const written = new Map<string, Promise<string>>()

/**
 * A pre-made RSA pair (PKCS#8 PEM, 0600) in the run's folder; a process makes one for all its runs. Written once: the
 * systems of a run open side by side, and the agent of one may be reading it when another asks for it.
 */
export function writeKeyPair(runDir: string, name = 'idle-tenants'): Promise<string> {
  const path = join(runDir, `${name}.pem`)
  const writing = written.get(path) ?? writePair(path)
  written.set(path, writing)
  return writing
}

/**
 * Enables the idle tenants one after the other while the roles' clocks move on, `everyMs` each: by
 * default a whole heartbeat period, so that their heartbeats fall due evenly spread over every period.
 */
export async function enableStaggered(
  stage: Stage,
  tenants: readonly TenantPlan[],
  everyMs = LIMITS.heartbeatPeriodMs / tenants.length,
) {
  for (const { tenant } of tenants) {
    await stage.enable(tenant)
    await stage.system.time.step(everyMs)
  }
}

const idleOf = ({ plan }: System) => plan.tenants.filter(({ tenant }) => tenant.startsWith(PREFIX))

/** The one tap on the links of all idle tenants, and how many they are. */
export function idleTap(system: System) {
  const idle = idleOf(system)
  const [first] = idle
  return { tap: first && system.taps.agentRelay.get(first.tenant), agents: idle.length }
}

/** When each idle tenant's heartbeats were seen by the tap on their links, which keeps its own clock. */
export function heartbeatStrips(system: System): HeartbeatStrip[] {
  const idle = idleOf(system)
  const { tap } = idleTap(system)
  if (tap === undefined) return []
  const seen = new Map<string, number[]>(idle.map(({ tenant }) => [tenant, []]))
  for (const { direction, address, at } of tap.messages()) {
    const tenant = address?.split('/')[0] ?? ''
    if (direction === 'outbound') seen.get(tenant)?.push(at)
  }
  return [...seen].map(([tenant, atMs]) => ({ tenant, atMs }))
}

/** What the tap on the idle tenants' links saw, judged over the window (the tap's clock). */
export function heartbeatsDuring(system: System, window: Window): Heartbeats | null {
  const strips = heartbeatStrips(system)
  if (strips.length === 0) return null
  return judgeHeartbeats(strips, LIMITS.heartbeatPeriodMs, window)
}
