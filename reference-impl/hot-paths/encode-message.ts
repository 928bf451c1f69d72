import { randomBytes } from 'node:crypto'
import { encodeMessage } from '../protocol/amqp-message.ts'
import { type HotPath, purely } from './hot-path.ts'

const BODY_BYTES = 330
const TTL_MS = 180_000

export const encodeMessagePath: HotPath = {
  title: 'encode an AMQP message',
  async open() {
    const message = { body: randomBytes(BODY_BYTES), ttlMs: TTL_MS }
    return purely(() => encodeMessage(message))
  },
}
