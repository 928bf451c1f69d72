import { expect, it } from 'vitest'
import type { Disturbed } from './disturbance.ts'
import { lateDeliveryIn } from './late-delivery.ts'

/** A system of which only what late delivery looks at is there. */
function quietAfter(looks: number) {
  const log: string[] = []
  let looked = 0
  const tap = {
    hold: () => {
      log.push('held')
      return { release: () => log.push('released') }
    },
    snapshot: () => {
      looked++
      log.push(looked > looks ? 'quiet' : 'busy')
      return { outbound: { tcpPayloadBytes: Math.min(looked, looks) } }
    },
  }
  const time = {
    drained: (role: string) => {
      log.push(`the ${role} is done`)
      return Promise.resolve()
    },
    step: (byMs: number) => {
      log.push(`clocks ${byMs / 60_000} min on`)
      return Promise.resolve()
    },
  }
  const system = { taps: { agentRelay: new Map([['contoso', tap]]) }, time }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only these of a system are looked at
  const at = { system, tenant: 'contoso' } as unknown as Disturbed
  return { at, log }
}

async function undone(at: Disturbed, log: string[]) {
  let nowMs = 0
  const sleep = (delayMs: number) => {
    nowMs += delayMs
    return Promise.resolve()
  }
  const undo = await lateDeliveryIn({ now: () => nowMs, sleep }).begin(at, { durationMs: 1 })
  expect(log).toEqual(['held'])
  return { told: await undo(), waitedMs: nowMs }
}

it('clocks move only once the agent has sent nothing for a while, the requests come after that', async () => {
  const { at, log } = quietAfter(3)
  const { told, waitedMs } = await undone(at, log)
  expect(told).toBe('what the relay sent was held for 240 s of the roles’ time')
  expect(waitedMs).toBe(1_500)
  expect(log.slice(1)).toEqual([
    'the agent is done',
    'busy',
    'busy',
    'busy',
    'quiet',
    'clocks 4 min on',
    'released',
  ])
})

it('an agent that never stops is not waited for for ever', async () => {
  const { at, log } = quietAfter(Number.POSITIVE_INFINITY)
  expect((await undone(at, log)).waitedMs).toBeLessThan(11_000)
  expect(log.at(-1)).toBe('released')
  expect(log).not.toContain('quiet')
})
