import { expect, it } from 'vitest'
import type { LinkResult } from '../../reports/model/result.ts'
import { sumLinks } from './sum.ts'

const link = (factor: number, messages: number | null): LinkResult => ({
  name: 'agent',
  mode: 'opaque',
  connections: factor,
  handshakeBytes: 10 * factor,
  operations: 100 * factor,
  durationMs: 1_000 * factor,
  ladder: {
    messages,
    messageBytes: messages,
    plaintextBytes: factor,
    tlsRecords: factor,
    tlsRecordBytes: factor,
    tcpPayloadBytes: factor,
    segments: factor,
    segmentsFrom: factor === 1 ? 'tcp-info' : 'modelled',
    ipBytes: 900 * factor,
  },
  intervals: [],
})

it('adds what the shards’ links carried; the longest lasted as long as all', () => {
  expect(sumLinks([link(1, 5), link(2, 6)])).toMatchObject({
    connections: 3,
    handshakeBytes: 30,
    operations: 300,
    durationMs: 2_000,
    ladder: { messages: 11, ipBytes: 2_700, segments: 3, segmentsFrom: 'modelled' },
  })
})

it('does not know what one of them does not tell', () => {
  expect(sumLinks([link(1, 5), link(2, null)])?.ladder.messages).toBeNull()
  expect(sumLinks([link(1, 5), undefined])).toBeUndefined()
  expect(sumLinks([])).toBeUndefined()
})
