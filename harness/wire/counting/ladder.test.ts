import { describe, expect, it } from 'vitest'
import { createCounters, freeze } from './counters.ts'
import { ipIntervals, ladderBetween, reconcile, type WireReading } from './ladder.ts'

function reading(changes: {
  outbound?: Partial<WireReading['counters']['outbound']>
  segments?: Partial<WireReading['segments']>
  mode?: WireReading['mode']
}): WireReading {
  const { outbound, inbound } = createCounters()
  const counters = { outbound: { ...outbound, ...changes.outbound }, inbound }
  const segments = { counted: 0, modelled: 0, kernelPayloadBytes: 0, retransmittedBytes: 0 }
  return {
    mode: changes.mode ?? 'opaque',
    counters: freeze({ connections: 1, open: 1 }, counters),
    segments: { ...segments, ...changes.segments },
    movedBytes: 0,
  }
}

const failing = (after: WireReading) =>
  reconcile(reading({}), after).flatMap(({ ok, name }) => (ok ? [] : [name]))

describe('the ladder', () => {
  it('adds 52 bytes a segment, and says when a segment was modelled', () => {
    const outbound = { tcpPayloadBytes: 1_000 }
    const counted = reading({ outbound, segments: { counted: 5 } })
    expect(ladderBetween(reading({}), counted)).toMatchObject({
      ipBytes: 1_260,
      segmentsFrom: 'tcp-info',
      messages: null,
    })
    const modelled = reading({ outbound, segments: { counted: 5, modelled: 2 } })
    expect(ladderBetween(reading({}), modelled)).toMatchObject({
      ipBytes: 1_364,
      segments: 7,
      segmentsFrom: 'modelled',
    })
  })

  const whole = { tcpPayloadBytes: 122, tlsRecordBytes: 122, plaintextBytes: 100 }
  const kernel = { kernelPayloadBytes: 122 }

  it.each([
    ['nothing amiss', {}, kernel, 'opaque', []],
    [
      'a record not counted',
      { tlsRecordBytes: 100 },
      kernel,
      'opaque',
      ['TCP payload = TLS records'],
    ],
    [
      'a cipher that pads',
      { inexactRecords: 1 },
      kernel,
      'opaque',
      ['plaintext by formula is exact'],
    ],
    ['bytes past the tap', {}, { kernelPayloadBytes: 123 }, 'opaque', ['TCP payload = payload by']],
    ['no kernel to ask', {}, { modelled: 4 }, 'opaque', []],
    ['plaintext as counted', { inspectedPlaintextBytes: 100 }, kernel, 'inspecting', []],
    [
      'plaintext lost',
      { inspectedPlaintextBytes: 99 },
      kernel,
      'inspecting',
      ['plaintext by formula ='],
    ],
  ] as const)('reconciles unless something is amiss: %s', (_, change, segments, mode, expected) => {
    const names = failing(reading({ outbound: { ...whole, ...change }, segments, mode }))
    expect(names).toEqual(expected.map((start) => expect.stringContaining(start)))
  })

  it('gives all segments out to intervals, by what each carried', () => {
    const quiet = { bytesOut: 0, bytesIn: 0, chunks: 0 }
    const busy = { bytesOut: 100, bytesIn: 60, chunks: 2 }
    const intervals = [busy, quiet, busy, busy].map((interval, index) => ({
      startMs: index * 1_000,
      ...interval,
    }))
    const given = ipIntervals(intervals, 10)
    expect(given.map(({ ipBytes }) => ipBytes - 160)).toEqual([156, -160, 208, 156])
    expect(given.reduce((sum, { ipBytes }) => sum + ipBytes, 0)).toBe(3 * 160 + 52 * 10)
  })
})
