import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRecordReader } from './tls-records.ts'

const record = (type: number, body: Buffer) => {
  const header = Buffer.from([type, 3, 3, 0, 0])
  header.writeUInt16BE(body.length, 3)
  return Buffer.concat([header, body])
}

/** Feeds the bytes in pieces and tells what was read. */
function read(pieces: readonly Buffer[]) {
  const records: { type: number; size: number; body: string | undefined }[] = []
  const reader = createRecordReader({
    wantsBody: (type) => type === 22,
    onRecord: (type, size, body) => records.push({ type, size, body: body?.toString('hex') }),
  })
  for (const piece of pieces) reader.push(piece)
  return { records, partial: reader.partialBytes(), nonTls: reader.nonTlsBytes() }
}

const bodies = fc.array(
  fc.record({
    type: fc.constantFrom(20, 21, 22, 23),
    body: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
  }),
  { minLength: 1, maxLength: 8 },
)

describe('TLS records', () => {
  it('are the same however the bytes are cut, and the rest is told', () => {
    fc.assert(
      fc.property(bodies, fc.infiniteStream(fc.integer({ min: 1, max: 40 })), (sent, cuts) => {
        const stream = Buffer.concat(sent.map(({ type, body }) => record(type, body)))
        const pieces: Buffer[] = []
        for (let at = 0; at < stream.length; ) {
          const end = at + (cuts.next().value ?? 1)
          pieces.push(stream.subarray(at, end))
          at = end
        }
        const last = Buffer.from([23, 3, 3, 0, 9, 1, 2])
        expect(read([...pieces, last])).toEqual({
          records: sent.map(({ type, body }) => ({
            type,
            size: body.length,
            body: type === 22 ? body.toString('hex') : undefined,
          })),
          partial: last.length,
          nonTls: 0,
        })
      }),
      { numRuns: 100 },
    )
  })

  it.each([
    ['another protocol', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['an unknown type', Buffer.from([24, 3, 3, 0, 1, 0])],
    ['a body longer than any version allows', Buffer.from([23, 3, 3, 0x48, 0x01, 0])],
  ])('do not begin with %s: all from there on is told apart', (_, bytes) => {
    const good = record(23, Buffer.alloc(4))
    const halves = [bytes.subarray(0, 3), bytes.subarray(3)]
    expect(read([good, ...halves, good])).toMatchObject({
      records: [{ type: 23, size: 4 }],
      partial: 0,
      nonTls: bytes.length + good.length,
    })
  })
})
