import { expect, it } from 'vitest'
import { createSegmentLedger } from './segments.ts'

const info = (segmentsOut: number, segmentsIn: number) => ({
  segmentsOut,
  segmentsIn,
  bytesSent: 0,
  bytesReceived: 0,
  bytesRetransmitted: 0,
})

const listed = async () => new Map([[1, info(5, 6)]])
const notListed = async () => new Map()

it('models only what the kernel did not count, before and after a connection is gone', async () => {
  const ledger = createSegmentLedger()
  let modelled = 4
  const source = { remotePort: 1, segmentsModelled: () => modelled }
  ledger.opened(source)
  expect(await ledger.read(async () => null)).toMatchObject({ counted: 0, modelled: 8 })
  expect(await ledger.read(listed)).toMatchObject({ counted: 11, modelled: 0 })
  modelled = 7
  expect(await ledger.read(notListed)).toMatchObject({ counted: 11, modelled: 6 })
  ledger.closed(source)
  expect(await ledger.read(notListed)).toMatchObject({ counted: 11, modelled: 6 })
})
