import { afterEach, expect, it } from 'vitest'
import { createAuthority } from '../../harness/target/trust/pki.ts'
import { createFrameReader } from '../../harness/wire/amqp/amqp-frames.ts'
import type { VariantName } from '../variants.ts'
import {
  send,
  SERVERNAME,
  startTestRelay,
  type TestRelay,
  textOf,
  withFault,
} from './testing/test-relay.ts'

let relay: TestRelay
afterEach(() => relay.stop())

/** One message through the relay: what it is told as, and the pieces and transfers it came in. */
async function deliver(variant?: VariantName) {
  relay = await startTestRelay(
    async (directory) => (await createAuthority(directory)).issue('relay', SERVERNAME),
    variant === undefined ? {} : { faults: withFault(variant) },
  )
  const { portal, agent } = await relay.tenant('t')
  const requests = await relay.connect(portal).sender('t/requests')
  const consumer = relay.connect(agent)
  const receiver = await consumer.receiver('t/requests', 1)
  const pieces: Buffer[] = []
  consumer.connection['socket'].on('data', (piece: Buffer) => pieces.push(piece))
  await send(requests, 'one', { ttlMs: 60_000, sizeBytes: 200 })
  const text = textOf(await receiver.next())
  const reader = createFrameReader()
  let transfers = 0
  for (const piece of pieces) {
    reader.push(piece, ({ kind }) => {
      if (kind === 'transfer') transfers++
    })
  }
  return { text, transfers, firstPieceBytes: pieces[0]?.length }
}

it('relay-splits-transfers delivers one message in several', async () => {
  expect(await deliver()).toMatchObject({ text: 'one', transfers: 1 })
  await relay.stop()
  const { text, transfers } = await deliver('relay-splits-transfers')
  expect(text).toBe('one')
  expect(transfers).toBeGreaterThan(3)
})

it('relay-splits-writes sends one byte first', async () => {
  expect(await deliver('relay-splits-writes')).toMatchObject({ text: 'one', firstPieceBytes: 1 })
})
