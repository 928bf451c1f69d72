import { expect, it } from 'vitest'
import { parseTcpInfo } from './tcp-info.ts'

const LINE =
  'ESTAB 0 0 127.0.0.1:33549 127.0.0.1:53566 cubic wscale:10,10 rto:204 mss:32768 bytes_sent:160 bytes_retrans:60 bytes_acked:100 bytes_received:90 segs_out:2 segs_in:4 data_segs_out:1 data_segs_in:3 send 1bps'

it('reads segments of both directions by the peer’s port, retransmissions apart', () => {
  const withoutCounts = 'ESTAB 0 0 127.0.0.1:33549 127.0.0.1:53567 cubic rto:204'
  expect([...parseTcpInfo(`${LINE}\n${withoutCounts}\n`)]).toEqual([
    [
      53566,
      {
        segmentsOut: 2,
        segmentsIn: 4,
        bytesSent: 100,
        bytesReceived: 90,
        bytesRetransmitted: 60,
      },
    ],
  ])
})
