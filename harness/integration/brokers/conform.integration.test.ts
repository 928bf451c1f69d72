import { describe, expect, it } from 'vitest'
import { CONFORM_TENANTS, conformAgainst } from './conform.ts'
import { BROKERS } from './installed.ts'
import { type BrokerOptions, startRabbitmq } from './rabbitmq.ts'

const JUDGED = ['PWB-OPS-3', 'PWB-MSG', 'PWB-TTL', 'PWB-SEC-3', 'PWB-SEC-4', 'PWB-SEC-5'] as const

const STORM = ['PWB-LOAD-1', 'PWB-LOAD-2', 'PWB-LOAD-3'] as const
/** The tenants of `conform`’s storms: one that is stormed, and those beside it that only send heartbeats. */
const STORM_TENANTS = [
  'storm',
  ...Array.from({ length: 20 }, (_, index) => `idle-${String(index).padStart(3, '0')}`),
]

const without = (verdicts: Readonly<Record<string, string>>, verdict: string) =>
  Object.fromEntries(Object.entries(verdicts).filter(([, each]) => each !== verdict))

// One after the other: some of it is judged by the clock.
describe.each(BROKERS)('$name in the relay’s slot', ({ install, lacking }) => {
  const needs = { skip: lacking }
  const judge = async (only: readonly string[], options: Partial<BrokerOptions> = {}) => {
    const broker = await startRabbitmq(install(), { tenants: CONFORM_TENANTS, ...options })
    try {
      return await conformAgainst(broker, only)
    } finally {
      await broker.close()
    }
  }

  it('keeps what is promised of messages, expiry and access', needs, async () => {
    const { verdicts, code, output } = await judge(JUDGED)
    expect(without(verdicts, 'pass'), output).toEqual({})
    expect(Object.keys(verdicts).length).toBeGreaterThanOrEqual(20)
    expect(code).toBe(0)
  })

  it(
    'loses nothing in a storm, and lets nothing be applied twice (PWB-LOAD-1 to -3)',
    needs,
    async () => {
      const { verdicts, code, output } = await judge(STORM, { tenants: STORM_TENANTS })
      expect(verdicts, output).toEqual(Object.fromEntries(STORM.map((id) => [id, 'pass'])))
      expect(code).toBe(0)
    },
  )

  it('is found out where its administrator set it up as he should not', needs, async () => {
    const { verdicts, code, output } = await judge(
      ['PWB-OPS-3', 'PWB-MSG-7', 'PWB-TTL-1', 'PWB-TTL-6', 'PWB-SEC-4', 'PWB-SEC-5'],
      {
        maxMessageBytes: 1_048_576,
        setup: { grantsAll: true, keepsExpired: true, mostTtlMs: 4_000 },
      },
    )
    expect(verdicts, output).toEqual({
      'PWB-OPS-3': 'pass',
      'PWB-MSG-7': 'fail oversize-accepted',
      'PWB-TTL-1': 'fail removed-too-early',
      'PWB-TTL-6': 'fail copy-left-behind',
      'PWB-SEC-4': expect.stringMatching(/^fail foreign-address-granted/),
      'PWB-SEC-5': expect.stringMatching(/^fail privilege-exceeded/),
    })
    expect(code).toBe(1)
  })

  it('is not judged for a tenant that was not made, and says which', needs, async () => {
    const { verdicts, code, output } = await judge(['PWB-OPS-3'], { tenants: ['conformance'] })
    expect(verdicts, output).toEqual({
      'PWB-OPS-3': expect.stringContaining('its credentials name no tenant neighbour, newcomer'),
    })
    expect(code).toBe(3)
  })
})
