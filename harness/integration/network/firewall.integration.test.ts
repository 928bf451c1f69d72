import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { packageRoot } from '../../target/processes/role-process.ts'
import { lookAtMachine } from './look-at-machine.ts'
import { makeNamespaces, removeNamespaces } from './namespaces.ts'
import { whyNotProven } from './network-support.ts'

const LIMIT_MS = 900_000
/** The firewall forgets sooner than that; PWB-NET-3 asks for 15 minutes, which `WRITEBACK_IDLE_SECONDS=900` gives. */
const IDLE_SECONDS = process.env['WRITEBACK_IDLE_SECONDS'] ?? '75'
const FORGETS_AFTER_SECONDS = 60

const answer = z.object({ code: z.string(), tookMs: z.number(), binds: z.boolean() })
const afterwards = answer.extend({ newConnections: z.number() })
const seenForm = z.object({
  first: answer,
  wire: z.object({ operations: z.number(), tapIpBytes: z.number(), nftIpBytes: z.number() }),
  inward: z.object({ reached: z.boolean(), refusedPackets: z.number() }),
  outward: z.object({ packets: z.number(), packetsOfControl: z.number() }),
  afterIdle: afterwards,
  blocked: z.object({ portalNamed: z.boolean(), relayNamed: z.boolean() }).optional(),
  afterCut: afterwards.extend({ dialled: z.number(), backAfterMs: z.number() }).optional(),
  slow: z
    .object({ delayed: z.union([answer, z.string()]), limited: z.union([answer, z.string()]) })
    .optional(),
})

const run = promisify(execFile)
const PROGRAM = join(packageRoot, 'dist', 'harness', 'integration', 'network', 'firewalled-main.js')

/** Cloud, agent and directory in namespaces of their own, a firewall between, and what was seen of them. */
async function behindFirewall(id: string, transport: string, ...faults: readonly string[]) {
  const spaces = makeNamespaces(id, FORGETS_AFTER_SECONDS)
  try {
    const argv = [process.execPath, PROGRAM, id, transport, IDLE_SECONDS, ...faults]
    const [program, ...rest] = spaces.command('cloud', argv)
    const { stdout } = await run(program, rest, { cwd: packageRoot })
    return seenForm.parse(JSON.parse(stdout))
  } finally {
    removeNamespaces(id)
  }
}

const lacking = whyNotProven(lookAtMachine())

describe.skipIf(lacking !== undefined)(`behind a firewall ${lacking ?? ''}`, () => {
  it.concurrent.each([
    ['ws', 'websocket'],
    ['amqp', 'amqp'],
  ])(
    'on port 443 outward only, over %s: serves, stays alive, comes back, and dials nowhere else (PWB-NET-1 to -6)',
    async (id, transport) => {
      const { first, wire, inward, outward, afterIdle, blocked, afterCut, slow } =
        await behindFirewall(id, transport)
      expect(first).toMatchObject({ code: 'changed', binds: true })
      expect(inward.reached).toBe(false)
      expect(inward.refusedPackets).toBeGreaterThan(0)
      expect(outward.packets).toBe(0)
      expect(outward.packetsOfControl).toBeGreaterThan(0)
      expect(wire.nftIpBytes).toBe(wire.tapIpBytes)
      expect(wire.nftIpBytes).toBeGreaterThan(wire.operations * 100)
      expect(afterIdle).toMatchObject({ code: 'changed', binds: true, newConnections: 0 })
      expect(afterIdle.tookMs).toBeLessThan(2_000)
      expect(blocked).toEqual({ portalNamed: true, relayNamed: true })
      expect(afterCut).toMatchObject({ code: 'changed', binds: true })
      expect(afterCut?.newConnections).toBeGreaterThan(0)
      // Back-off from 100 ms, doubled: some, and far from the hundreds of one that dials at once.
      expect(afterCut?.dialled).toBeGreaterThan(0)
      expect(afterCut?.dialled).toBeLessThan(30)
      for (const each of [slow?.delayed, slow?.limited]) {
        expect(typeof each === 'string' ? each : each?.code).toMatch(/^changed$|^not proven: /)
      }
    },
    LIMIT_MS,
  )

  it.concurrent(
    'an agent that keeps silent is forgotten, so that the firewall is known to forget',
    async () => {
      const { first, afterIdle } = await behindFirewall('mute', 'amqp', 'agent-keeps-silent')
      expect(first.code).toBe('changed')
      expect(afterIdle.code === 'changed' && afterIdle.tookMs < 2_000).toBe(false)
    },
    LIMIT_MS,
  )
})
