import { build } from 'hdr-histogram-js'
import { setTimeout as sleep } from 'node:timers/promises'
import { DOMAIN_DN } from '../../target/plan.ts'
import { newPassword } from '../../target/trust/secrets.ts'
import { mapRoles, REFERENCE, type Slots } from '../../target/slots/slots.ts'
import { openStage } from '../../target/stage.ts'
import { startSystem, type System } from '../../target/system.ts'
import { ladderBetween } from '../../wire/counting/ladder.ts'
import type { Tap } from '../../wire/tap.ts'

export const TENANT = 'throughput'
const BASE_DN = `OU=Throughput,${DOMAIN_DN}`
const ACCOUNTS = 64
const WARM_UP_RESETS = 128
const IN_FLIGHT = 32
const CEILING_MS = 10_000
const SEQUENTIAL_RESETS = 200
const QUIET_MS = 1_000
const MS_PER_S = 1_000

/** What a set of parts carried; times in milliseconds, of resets one after the other. */
export interface Throughput {
  /** 32 in flight. */
  readonly resetsPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** On the agent's relay link at IP level, of resets one after the other. */
  readonly bytesPerReset: number
}

const start = (runDir: string, slots: Partial<Slots>) =>
  startSystem({
    name: 'throughput',
    runDir,
    tenants: [
      { tenant: TENANT, baseDn: BASE_DN, relayTap: { name: 'throughput', mode: 'opaque' } },
    ],
    portalRelayTap: null,
    directoryTap: false,
    slots: { ...mapRoles(() => REFERENCE), ...slots },
    faults: [],
    config: {},
  })

/** Administrator's resets of one account after the other; one rejects when it does not end as changed. */
async function openResets(system: System) {
  const stage = await openStage(system)
  const plans = Array.from({ length: ACCOUNTS }, (_, index) => ({ samAccountName: `tp${index}` }))
  const accounts = await stage.createAccounts(BASE_DN, plans)
  await stage.synchronise(TENANT, accounts)
  await stage.enable(TENANT)
  const token = await stage.administratorToken(TENANT)
  let next = 0
  return {
    async reset() {
      const user = accounts[next++ % accounts.length]?.user ?? ''
      const ask = { token, user, newPassword: newPassword() }
      const { code } = await stage.portal.administratorReset(ask)
      if (code !== 'changed') throw new Error(`a reset ended as ${code}: nothing was measured`)
    },
    close: stage.close,
  }
}
type Reset = Awaited<ReturnType<typeof openResets>>['reset']

/** 32 at a time, as long as `more` says so; how many were made. */
async function resetSideBySide(reset: Reset, more: () => boolean) {
  let made = 0
  const oneByOne = async () => {
    while (more()) {
      await reset()
      made++
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, oneByOne))
  return made
}

async function ceiling(reset: Reset) {
  let left = WARM_UP_RESETS
  await resetSideBySide(reset, () => left-- > 0)
  const startedAt = performance.now()
  const passedMs = () => performance.now() - startedAt
  const made = await resetSideBySide(reset, () => passedMs() < CEILING_MS)
  return (made * MS_PER_S) / passedMs()
}

async function oneAfterTheOther(reset: Reset, tap: Tap) {
  await sleep(QUIET_MS)
  const before = await tap.measure()
  const micros = build()
  for (let made = 0; made < SEQUENTIAL_RESETS; made++) {
    const at = performance.now()
    await reset()
    micros.recordValue(Math.round((performance.now() - at) * MS_PER_S))
  }
  await sleep(QUIET_MS)
  const { ipBytes } = ladderBetween(before, await tap.measure())
  return {
    p50Ms: micros.getValueAtPercentile(50) / MS_PER_S,
    p99Ms: micros.getValueAtPercentile(99) / MS_PER_S,
    bytesPerReset: ipBytes / SEQUENTIAL_RESETS,
  }
}

/** Measures administrator's resets through parts of which these fill their slots; rejects when one fails. */
export async function measureThroughput(
  runDir: string,
  slots: Partial<Slots>,
): Promise<Throughput> {
  const system = await start(runDir, slots)
  const closing: (() => Promise<unknown>)[] = [system.close]
  try {
    const tap = system.taps.agentRelay.get(TENANT)
    if (tap === undefined) throw new Error('the system was started without the tap that it plans')
    const { reset, close } = await openResets(system)
    closing.push(close)
    const resetsPerSecond = await ceiling(reset)
    return { resetsPerSecond, ...(await oneAfterTheOther(reset, tap)) }
  } finally {
    for (const end of closing.toReversed()) await end()
  }
}
