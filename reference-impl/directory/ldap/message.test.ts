import * as fc from 'fast-check'
import { AndFilter, EqualityFilter, PresenceFilter, SearchRequest } from 'ldapts'
import { describe, expect, it, vi } from 'vitest'
import { isWellFormed } from './ber-structure.ts'
import { MessageSplitter } from './framing.ts'
import { MalformedMessage } from './protocol.ts'
import { decodeRequest } from './request.ts'

const GUID = Buffer.from('00ff80fe0102030405060708090a0b0c', 'hex')

const searchMessage = () => {
  const filter = new AndFilter({
    filters: [
      new PresenceFilter({ attribute: 'mail' }),
      new EqualityFilter({ attribute: 'objectGUID', value: GUID }),
    ],
  })
  return new SearchRequest({
    messageId: 7,
    baseDN: 'DC=corp,DC=test',
    scope: 'sub',
    filter,
  }).write()
}

const split = (chunks: readonly Buffer[], maxBytes = 1_000_000) => {
  const splitter = new MessageSplitter(maxBytes)
  const messages: string[] = []
  for (const chunk of chunks) {
    splitter.push(chunk)
    for (let next = splitter.next(); next !== undefined; next = splitter.next()) {
      messages.push(next.toString('hex'))
    }
  }
  return messages
}

/** Cuts bytes at the given places. */
const cut = (bytes: Buffer, places: readonly number[]) => {
  const edges = [0, ...places.map((place) => place % bytes.length).toSorted((a, b) => a - b)]
  return edges.map((from, at) => bytes.subarray(from, edges[at + 1] ?? bytes.length))
}

const attempt = (bytes: Buffer) => {
  try {
    return decodeRequest(bytes)
  } catch (error) {
    if (error instanceof Error) return error
    throw error
  }
}

describe('framing', () => {
  const messages = [searchMessage(), Buffer.from('30050201034200', 'hex'), searchMessage()]

  it('finds the same messages wherever the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 40 }), (places) => {
        const found = split(cut(Buffer.concat(messages), places))
        expect(found).toEqual(messages.map((message) => message.toString('hex')))
      }),
    )
  })

  it('refuses a message over the limit by its header alone', () => {
    const header = Buffer.from('3084000f4241', 'hex')
    expect(() => split([header])).toThrow(MalformedMessage)
    expect(split([Buffer.from('3084000f423a', 'hex')])).toEqual([])
  })

  it('takes a large message a byte at a time without copying it again and again', () => {
    const allocate = vi.spyOn(Buffer, 'allocUnsafe')
    const large = Buffer.concat([Buffer.from('308301d4c0', 'hex'), Buffer.alloc(120_000)])
    expect(split(Array.from(large, (byte) => Buffer.of(byte)))).toHaveLength(1)
    expect(allocate.mock.calls.length).toBeLessThan(10)
    allocate.mockRestore()
  })
})

describe('decoding', () => {
  it('keeps the bytes of a filter and the name of a presence filter', () => {
    const { id, operation } = decodeRequest(searchMessage())
    expect(id).toBe(7)
    expect(operation).toMatchObject({
      kind: 'search',
      scope: 'sub',
      filter: {
        kind: 'and',
        filters: [
          { kind: 'present', attribute: 'mail' },
          { kind: 'equal', attribute: 'objectGUID', value: GUID },
        ],
      },
    })
  })

  it('answers any bytes with a request or an error, at once', () => {
    const valid = searchMessage()
    const mutated = fc
      .array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
      .map((changes) => {
        const bytes = Buffer.from(valid)
        for (const [at, byte] of changes) bytes[at] = byte
        return bytes
      })
    const any = fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes))
    let decoded = 0
    fc.assert(
      fc.property(fc.oneof(mutated, any), (bytes) => {
        const result = attempt(bytes)
        if (!(result instanceof Error)) decoded++
        return result instanceof Error || result.id >= -(2 ** 31)
      }),
      { numRuns: 5_000 },
    )
    expect(decoded).toBeGreaterThan(0)
  })

  it('is not led backwards by a negative length', () => {
    const valid = searchMessage()
    expect(isWellFormed(valid)).toBe(true)
    // A string whose length has its top bit set, in the place of the list of attributes.
    const evil = Buffer.concat([valid.subarray(0, -2), Buffer.from('30060484ffffffff', 'hex')])
    evil[1] = valid.readUInt8(1) + 6
    evil[valid.indexOf(0x63) + 1] = valid.readUInt8(valid.indexOf(0x63) + 1) + 6
    expect(() => decodeRequest(evil)).toThrow('the lengths do not add up')
  })
})
