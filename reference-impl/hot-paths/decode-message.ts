import { randomBytes } from 'node:crypto'
import rhea from 'rhea'
import { dataOf, encodeMessage } from '../protocol/amqp-message.ts'
import { type HotPath, purely } from './hot-path.ts'

const BODY_BYTES = 330
const TTL_MS = 180_000

export const decodeMessagePath: HotPath = {
  title: 'decode an AMQP message',
  async open() {
    const bytes = encodeMessage({ body: randomBytes(BODY_BYTES), ttlMs: TTL_MS })
    return purely(() => {
      const body = dataOf(rhea.message.decode(bytes))
      if (body?.length !== BODY_BYTES) throw new Error('the decoded message has another body')
    })
  },
}
