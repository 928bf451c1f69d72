import { AmqpError } from '../amqp/amqp-types.ts'

const END = Buffer.from('\r\n\r\n')
const MOST_HEAD_BYTES = 16_384

/** What comes before the frames of a WebSocket: an HTTP request or answer without a body. */
export interface HttpHead {
  readonly text: string
  /** What came behind it. */
  readonly rest: Buffer
}

/** Gathers chunks up to the end of an HTTP head. Throws AmqpError when it does not end. */
export function createHeadReader() {
  let gathered = Buffer.alloc(0)
  return {
    /** The head once it is whole. Not to be called again after it. */
    push(chunk: Buffer): HttpHead | null {
      gathered = Buffer.concat([gathered, chunk])
      const endAt = gathered.indexOf(END)
      if (endAt > MOST_HEAD_BYTES || (endAt < 0 && gathered.length > MOST_HEAD_BYTES)) {
        throw new AmqpError(`an HTTP head above ${MOST_HEAD_BYTES} bytes`)
      }
      if (endAt < 0) return null
      const bodyAt = endAt + END.length
      return {
        text: gathered.subarray(0, bodyAt).toString('latin1'),
        rest: gathered.subarray(bodyAt),
      }
    },
  }
}

/** Takes all lines of one header out of a head. */
export function withoutHeader(head: string, name: string): string {
  const prefix = `${name.toLowerCase()}:`
  const kept = head.split('\r\n').filter((line) => !line.toLowerCase().startsWith(prefix))
  return kept.join('\r\n')
}

/** True for the answer that begins a WebSocket. */
export const switchesProtocols = (head: string): boolean => /^HTTP\/1\.1 101[ \r]/.test(head)
