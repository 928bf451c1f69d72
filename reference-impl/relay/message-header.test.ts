import * as fc from 'fast-check'
import rhea from 'rhea'
import { describe, expect, it } from 'vitest'
import { MalformedHeader, readHeader, withHeader } from './message-header.ts'

const uint = fc.nat(0xff_ff_ff_ff)
const header = fc.record(
  {
    durable: fc.boolean(),
    priority: fc.nat(255),
    ttl: uint,
    first_acquirer: fc.boolean(),
    delivery_count: uint,
  },
  { requiredKeys: [] },
)
const encode = (fields: object) =>
  rhea.message.encode({
    ...fields,
    message_id: 'id',
    body: rhea.message.data_section(Buffer.from('body')),
  })

describe('the header of an encoded message', () => {
  it('is read as the library wrote it', () => {
    fc.assert(
      fc.property(header, (fields) => {
        const read = readHeader(encode(fields))
        expect(read.ttlMs).toBe(fields.ttl)
        expect(read.deliveryCount).toBe(fields.delivery_count ?? 0)
        expect(read.durable).toBe(fields.durable ?? null)
        expect(read.priority).toBe(fields.priority ?? null)
      }),
    )
  })

  it('is replaced so that the library reads it, and nothing after it changes', () => {
    fc.assert(
      fc.property(
        header,
        uint,
        fc.option(uint, { nil: undefined }),
        (fields, ttlMs, deliveryCount) => {
          const bytes = encode(fields)
          const before = readHeader(bytes)
          const updated = withHeader(bytes, before, {
            ttlMs,
            ...(deliveryCount !== undefined && { deliveryCount }),
          })
          const after = readHeader(updated)
          expect(updated.subarray(after.endsAt)).toEqual(bytes.subarray(before.endsAt))
          const decoded = rhea.message.decode(updated)
          expect(decoded['ttl']).toBe(ttlMs)
          expect(decoded['delivery_count']).toBe(deliveryCount)
          expect(decoded['durable']).toBe(fields.durable)
          expect(decoded['priority']).toBe(fields.priority)
        },
      ),
    )
  })

  it('throws nothing but MalformedHeader, whatever the bytes', () => {
    const start = fc.constantFrom([0, 0x53, 0x70], [0, 0x80, 0, 0, 0, 0, 0, 0, 0, 0x70], [])
    const sizes = fc.constantFrom([0x45], [0xc0, 4, 2], [0xd0, 0, 0, 0, 9, 0, 0, 0, 2], [0xd0], [])
    fc.assert(
      fc.property(start, sizes, fc.uint8Array({ maxLength: 20 }), (descriptor, list, rest) => {
        try {
          const { endsAt } = readHeader(Buffer.from([...descriptor, ...list, ...rest]))
          expect(endsAt).toBeLessThanOrEqual(descriptor.length + list.length + rest.length)
        } catch (error) {
          if (!(error instanceof MalformedHeader)) throw error
        }
      }),
      { numRuns: 1_000 },
    )
  })
})
