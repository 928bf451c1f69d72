import { expect, it } from 'vitest'
import { encodeMessage } from '../../protocol/amqp-message.ts'
import { CLIENT } from '../identities.ts'
import { countOf, described, frame, sasl, transfer } from './amqp-bytes.ts'
import { OUT, PRELUDE } from './amqp-wires.ts'
import { treat } from './relay-connection.ts'

const DISPOSITION = 0x15
const MESSAGE = encodeMessage({ body: Buffer.alloc(58), ttlMs: 1_000 })
const treated = (bytes: Buffer, login: Parameters<typeof sasl>[0] = CLIENT) =>
  treat([sasl(login), PRELUDE, bytes])

it('a message gets into its queue, and is answered, over a connection without a socket', async () => {
  const { ended, enqueued, answer } = await treated(frame(transfer(OUT, 0, MESSAGE)))
  expect({ ended, enqueued }).toEqual({ ended: false, enqueued: 1 })
  expect(countOf(DISPOSITION, answer)).toBe(1)
})

it('what is no frame ends the connection, and so does nobody', async () => {
  expect(await treated(frame(described(0x3f)))).toMatchObject({ ended: true, enqueued: 0 })
  const nobody = await treated(frame(transfer(OUT, 0, MESSAGE)), { ...CLIENT, password: 'wrong' })
  expect(nobody.enqueued).toBe(0)
})
