import { describe, expect, it } from 'vitest'
import type { LdapRequest } from '../../wire/ldap-requests.ts'
import type { TapMessage } from '../../wire/amqp/message-log.ts'
import { type HopTaps, meanHops, timesOf } from './hop-times.ts'
import { sizesOf } from './message-sizes.ts'

const message = (at: number, direction: TapMessage['direction'], sizeBytes = 300): TapMessage => ({
  at,
  direction,
  sizeBytes,
  connection: 1,
  address: null,
  deliveryId: 1,
  settled: true,
  frames: 1,
  bodyBytes: null,
  sectionBytes: {},
})
const asked = (at: number, operation: LdapRequest['operation']): LdapRequest => ({
  at,
  operation,
  connection: 1,
  entry: null,
})

/** One reset from 100 to 130 ms, after another that ended at 90 and before one that begins at 140. */
const taps = (changes: Partial<Record<'writes', LdapRequest[]>> = {}): HopTaps => ({
  portalRelay: {
    messages: () => [
      message(81, 'outbound'),
      message(89, 'inbound'),
      message(102, 'outbound'),
      message(127, 'inbound'),
      message(142, 'outbound'),
    ],
  },
  agentTap: {
    messages: () => [message(83, 'inbound'), message(105, 'inbound'), message(123, 'outbound')],
  },
  directory: {
    ldapRequests: () =>
      changes.writes ?? [asked(84, 'modify'), asked(107, 'search'), asked(112, 'modify')],
  },
})

describe('hops', () => {
  it('takes what lies between the ends of one reset, in order, and the hops add up to it', () => {
    const times = timesOf({ fromMs: 100, toMs: 130 }, taps())
    expect(times).toEqual([100, 102, 105, 112, 123, 127, 130])
    const hops = meanHops([times ?? [], [0, 4, 5, 8, 17, 19, 30]])
    expect(hops.map(({ meanMs }) => meanMs)).toEqual([3, 2, 5, 10, 3, 7])
  })

  it('leaves out a reset that did not show every hop, or whose sights run backwards', () => {
    const window = { fromMs: 100, toMs: 130 }
    expect(timesOf(window, taps({ writes: [asked(84, 'modify')] }))).toBeNull()
    expect(timesOf(window, taps({ writes: [asked(104, 'modify')] }))).toBeNull()
  })

  it('tells the types of messages by what was going on', () => {
    const messages = [
      message(5, 'inbound', 999),
      message(10, 'inbound', 335),
      message(11, 'outbound', 69),
      message(12, 'inbound', 341),
      message(90, 'outbound', 61),
    ]
    const spans = { measuredFromMs: 10, silentFromMs: 50 }
    expect(sizesOf(messages, spans)).toEqual([
      {
        type: 'request',
        direction: 'inbound',
        count: 2,
        minBytes: 335,
        medianBytes: 341,
        maxBytes: 341,
      },
      {
        type: 'result',
        direction: 'outbound',
        count: 1,
        minBytes: 69,
        medianBytes: 69,
        maxBytes: 69,
      },
      {
        type: 'heartbeat',
        direction: 'outbound',
        count: 1,
        minBytes: 61,
        medianBytes: 61,
        maxBytes: 61,
      },
    ])
  })
})
