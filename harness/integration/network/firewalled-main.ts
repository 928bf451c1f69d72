import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { RELAY_TRANSPORTS } from '../../contract/role-config.ts'
import type { Account } from '../../target/accounts.ts'
import { DOMAIN_DN } from '../../target/plan.ts'
import { packageRoot } from '../../target/processes/role-process.ts'
import { newPassword } from '../../target/trust/secrets.ts'
import { mapRoles, REFERENCE, type Slot } from '../../target/slots/slots.ts'
import { openStage } from '../../target/stage.ts'
import { startSystem, type System } from '../../target/system.ts'
import { ladderBetween } from '../../wire/counting/ladder.ts'
import type { Tap } from '../../wire/tap.ts'
import { blockEachName } from './blocked-cloud.ts'
import {
  ADDRESSES,
  agentRules,
  cloudRules,
  cutRules,
  directoryRules,
  firewallRules,
  HTTPS,
  type Ports,
} from './firewall-rules.ts'
import { namespacesOf, type Place } from './namespaces.ts'

/*
 * Runs in the namespace `cloud` of the run named by its first argument: portal, relay and judge there, agent
 * and directory in namespaces of their own. Tells what it saw as one line of JSON.
 *   firewalled-main RUN TRANSPORT IDLE_SECONDS [FAULT …]
 */
const [id = '', transportName = 'amqp', idleSeconds = '0', ...faults] = process.argv.slice(2)
const transport = RELAY_TRANSPORTS.find((name) => name === transportName) ?? 'amqp'
const spaces = namespacesOf(id)

const TENANT = 'firewalled'
const BASE_DN = `OU=Firewalled,${DOMAIN_DN}`
const ACCOUNTS = 60
const OPERATIONS = 10
/** Longer than half the idle time: the agent's next keep-alive finds the network gone. */
const CUT_MS = 40_000
const LONGEST_CUT_MS = 90_000
const BACK_WITHIN_MS = 45_000
const RATE = '64kbit'
const DELAY = '100ms'
const QUIET_MS = 1_000
const MS_PER_S = 1_000

const nft = (place: Place, rules: string) => spaces.run(place, ['nft', '-f', '-'], rules)

/** Bytes that a counter of the agent’s machine has seen, at IP level. */
function counted(place: Place, counter: string, unit: 'bytes' | 'packets'): number {
  const text = spaces.run(place, ['nft', 'list', 'counter', 'ip', 'wbt', counter])
  return Number(new RegExp(`${unit} (\\d+)`).exec(text)?.[1])
}

const roleIn = (place: Place, role: string): Slot => ({
  fill: 'exec',
  argv: spaces.command(place, [
    process.execPath,
    join(packageRoot, 'dist', 'reference-impl', 'main.js'),
    '--roles',
    role,
    ...faults.filter((fault) => fault.startsWith(`${role}-`)).flatMap((name) => ['--fault', name]),
  ]),
  cwd: packageRoot,
})

const start = (runDir: string) =>
  startSystem({
    name: 'firewalled',
    runDir,
    tenants: [
      { tenant: TENANT, baseDn: BASE_DN, relayTap: { name: 'firewalled', mode: 'opaque' } },
    ],
    portalRelayTap: null,
    directoryTap: false,
    slots: {
      ...mapRoles(() => REFERENCE),
      agent: roleIn('agent', 'agent'),
      directory: roleIn('directory', 'directory'),
    },
    faults: [],
    config: { portal: { network: { transport } }, agent: { network: { transport } } },
  })

/** What the agent dials is known once the others listen. */
function route({ edges }: System, tap: Tap) {
  const ports: Ports = {
    portal: edges.portal.port,
    relay: tap.port,
    directory: edges.directory.port,
  }
  nft('agent', agentRules(ports))
  nft('cloud', cloudRules(ports))
  nft('directory', directoryRules(ports))
  nft('firewall', firewallRules())
}

/** A person's way in: one reset, and whether the new password binds at the directory. */
async function openOperations(system: System) {
  const stage = await openStage(system)
  const plans = Array.from({ length: ACCOUNTS }, (_, index) => ({ samAccountName: `fw${index}` }))
  const unused: Account[] = await stage.createAccounts(BASE_DN, plans)
  await stage.synchronise(TENANT, unused)
  await stage.enable(TENANT)
  const token = await stage.administratorToken(TENANT)
  return {
    async operate() {
      const account = unused.pop()
      if (account === undefined) throw new Error(`all ${ACCOUNTS} accounts are used`)
      const { user } = account
      const password = newPassword()
      const startedAt = performance.now()
      const answer = await stage.portal.administratorReset({ token, user, newPassword: password })
      const tookMs = Math.round(performance.now() - startedAt)
      const bound = await stage.judge.bind(user, password)
      return { code: answer.code, tookMs, binds: bound.accepted }
    },
    synchronise: () => stage.agent.synchronise(TENANT),
    close: stage.close,
  }
}
type Operations = Awaited<ReturnType<typeof openOperations>>
type Operate = Operations['operate']

const byRules = () => counted('agent', 'relay_out', 'bytes') + counted('agent', 'relay_in', 'bytes')

/** Bytes of the agent's relay link at IP level, by the tap and by the counters of the agent's machine. */
async function weigh(tap: Tap, operate: Operate) {
  await sleep(QUIET_MS)
  const [before, rulesBefore] = [await tap.measure(), byRules()]
  for (let made = 0; made < OPERATIONS; made++) await operate()
  await sleep(QUIET_MS)
  const [after, rulesAfter] = [await tap.measure(), byRules()]
  const { ipBytes } = ladderBetween(before, after)
  return { operations: OPERATIONS, tapIpBytes: ipBytes, nftIpBytes: rulesAfter - rulesBefore }
}

async function idle(tap: Tap, operate: Operate) {
  const { connections } = tap.snapshot()
  await sleep(Number(idleSeconds) * MS_PER_S)
  const answer = await operate()
  return { ...answer, newConnections: tap.snapshot().connections - connections }
}

/** Operations one after the other until one succeeds, or after `BACK_WITHIN_MS`; the last one's answer. */
async function untilServed(operate: Operate) {
  const fromMs = performance.now()
  let answer = await operate()
  while (answer.code !== 'changed' && performance.now() - fromMs < BACK_WITHIN_MS) {
    await sleep(QUIET_MS)
    answer = await operate()
  }
  return answer
}

const dialledNow = () => counted('firewall', 'dialled', 'packets')

/** The network is gone for a while, and until the agent has noticed; how often it dialled meanwhile. */
async function cutUntilNoticed() {
  const fromMs = performance.now()
  const passedMs = () => performance.now() - fromMs
  nft('firewall', cutRules())
  await sleep(CUT_MS)
  while (dialledNow() === 0 && passedMs() < LONGEST_CUT_MS) await sleep(QUIET_MS)
  return dialledNow()
}

/** The network goes, and comes back; how often the agent dialled meanwhile, and when it served again. */
async function cut(tap: Tap, operate: Operate) {
  const { connections } = tap.snapshot()
  const dialled = await cutUntilNoticed()
  nft('firewall', firewallRules())
  const restoredAt = performance.now()
  const answer = await untilServed(operate)
  return {
    ...answer,
    dialled,
    backAfterMs: Math.round(performance.now() - restoredAt),
    newConnections: tap.snapshot().connections - connections,
  }
}

/** Whether somebody in the cloud can open a connection to the agent's machine. */
async function dialIn() {
  const socket = connect({ host: ADDRESSES.agent, port: HTTPS })
  const reached = await Promise.race([
    once(socket, 'connect').then(
      () => true,
      () => false,
    ),
    sleep(QUIET_MS, false),
  ])
  socket.destroy()
  return { reached, refusedPackets: counted('firewall', 'refused', 'packets') }
}

/** What left the agent's machine for elsewhere; and, as a control, what is counted once something does. */
function elsewhere() {
  const packets = counted('agent', 'elsewhere', 'packets')
  const dial = `timeout 1 bash -c '</dev/tcp/${ADDRESSES.portal}/80' 2>/dev/null || true`
  spaces.run('agent', ['sh', '-c', dial])
  return { packets, packetsOfControl: counted('agent', 'elsewhere', 'packets') - packets }
}

/** Shapes what leaves the agent's machine; false where the kernel cannot. */
const shape = (...how: readonly string[]) => {
  try {
    spaces.run('agent', ['tc', 'qdisc', 'replace', 'dev', 'eth0', 'root', ...how])
    return true
  } catch {
    return false
  }
}

/** A slow line where the kernel can make one; else what it lacks. */
async function slowly(operate: Operate) {
  const delayed = shape('netem', 'delay', DELAY)
    ? await operate()
    : 'not proven: no netem in this kernel'
  const limited = shape('tbf', 'rate', RATE, 'burst', '1600', 'latency', '400ms')
    ? await operate()
    : 'not proven: no tbf in this kernel'
  return { delayed, limited }
}

const ruleFirewall = (rules: string) => nft('firewall', rules)

/** What the firewall does to an agent that is well, and how each ends. */
async function disturb(system: System, tap: Tap, { operate, synchronise }: Operations) {
  const blocked = await blockEachName({ system, rule: ruleFirewall, synchronise })
  await untilServed(operate)
  return { blocked, afterCut: await cut(tap, operate), slow: await slowly(operate) }
}

async function observe(runDir: string) {
  const system = await start(runDir)
  const closing: (() => Promise<unknown>)[] = [system.close]
  try {
    const tap = system.taps.agentRelay.get(TENANT)
    if (tap === undefined) throw new Error('the system was started without the tap that it plans')
    route(system, tap)
    const operations = await openOperations(system)
    const { operate, close } = operations
    closing.push(close)
    const first = await operate()
    const wire = await weigh(tap, operate)
    const inward = await dialIn()
    const outward = elsewhere()
    const afterIdle = await idle(tap, operate)
    // Whom the firewall has forgotten cannot show how it comes back.
    const disturbed = faults.length === 0 ? await disturb(system, tap, operations) : {}
    return { first, wire, inward, outward, afterIdle, ...disturbed }
  } finally {
    for (const close of closing.toReversed()) await close()
  }
}

const runDir = await mkdtemp(join(tmpdir(), 'wbt-'))
try {
  process.stdout.write(`${JSON.stringify(await observe(runDir))}\n`)
} finally {
  await rm(runDir, { recursive: true, force: true })
}
