import { BerReader, SearchEntry } from 'ldapts'
import { expect, it } from 'vitest'
import { TAG } from './protocol.ts'
import { encodeEntry } from './response.ts'

const SLAB_BYTES = 64 * 1024

/** The entry of a message, as a client reads it. */
function read(bytes: Buffer) {
  const reader = new BerReader(bytes)
  reader.readSequence()
  const messageId = reader.readInt() ?? -1
  expect(reader.readSequence(TAG.searchEntry)).toBe(TAG.searchEntry)
  const entry = new SearchEntry({ messageId })
  entry.parse(reader, [])
  return { messageId, ...entry.toObject([], []) }
}

it('keeps each entry as it was written, however many follow, and holds no more memory than they need', () => {
  const written = Array.from({ length: 500 }, (_, id) => {
    const description = 'ü'.repeat(id)
    const bytes = encodeEntry(id, `CN=${id}`, [{ type: 'description', values: [description] }])
    return { expected: { messageId: id, dn: `CN=${id}`, description }, bytes }
  })
  for (const { expected, bytes } of written) {
    expect(read(bytes)).toEqual(expected)
    expect(bytes.buffer.byteLength).toBe(SLAB_BYTES)
  }
  const sent = written.reduce((sum, { bytes }) => sum + bytes.length, 0)
  const slabs = new Set(written.map(({ bytes }) => bytes.buffer)).size
  expect(slabs).toBeLessThanOrEqual(Math.ceil(sent / SLAB_BYTES) + 2)
})

it('has room for an entry that is larger than what several share, and shares that with none', () => {
  const photo = Buffer.alloc(2 * SLAB_BYTES, 0xff)
  const bytes = encodeEntry(1, 'CN=a', [{ type: 'photo', values: [photo] }])
  expect(bytes.includes(photo)).toBe(true)
  expect(bytes.buffer.byteLength).toBeLessThan(3 * SLAB_BYTES)
  encodeEntry(2, 'CN=b', [{ type: 'info', values: ['x'.repeat(SLAB_BYTES)] }])
  const next = encodeEntry(3, 'CN=c', [])
  expect(next.buffer.byteLength).toBe(SLAB_BYTES)
  expect(read(next)).toMatchObject({ messageId: 3, dn: 'CN=c' })
})

it('is as good as new after an entry that cannot be written', () => {
  const tooLong = Buffer.alloc(2 ** 24)
  const attribute = { type: 'photo', values: [tooLong] }
  expect(() => encodeEntry(1, 'CN=a', [attribute])).toThrow('too long')
  expect(read(encodeEntry(2, 'CN=b', []))).toMatchObject({ messageId: 2, dn: 'CN=b' })
})
