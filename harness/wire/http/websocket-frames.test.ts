import {
  array,
  assert,
  boolean,
  constantFrom,
  integer,
  property,
  record,
  uint8Array,
} from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createWebSocketReader,
  encodeFrame,
  OPCODES,
  type WebSocketFrame,
} from './websocket-frames.ts'

/** Feeds bytes in pieces of these sizes, in turn. */
function readAll(bytes: Buffer, pieces: readonly number[]): WebSocketFrame[] {
  const reader = createWebSocketReader()
  const frames: WebSocketFrame[] = []
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = pieces[turn % pieces.length] ?? bytes.length
    reader.push(bytes.subarray(at, at + size), (frame) => frames.push(frame))
    at += size
  }
  return frames
}

describe('a reader of WebSocket frames', () => {
  it('finds the same frames however the bytes are cut', () => {
    const frame = record({
      opcode: constantFrom(...Object.values(OPCODES)),
      payload: uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    })
    const pieces = array(integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 })
    assert(
      property(array(frame), pieces, boolean(), (frames, sizes, masked) => {
        const bytes = Buffer.concat(frames.map((one) => encodeFrame(one, masked)))
        expect(readAll(bytes, sizes)).toEqual(frames)
      }),
    )
  })

  it.each([125, 126, 65_535, 65_536])('reads a payload of %i bytes, masked and not', (size) => {
    const frame = { opcode: OPCODES.binary, payload: Buffer.alloc(size, 'x') }
    for (const masked of [true, false]) {
      const [read] = readAll(encodeFrame(frame, masked), [size])
      expect(read?.payload.equals(frame.payload)).toBe(true)
    }
  })

  it('reads the masked example of RFC 6455, section 5.7', () => {
    const bytes = Buffer.from('818537fa213d7f9f4d5158', 'hex')
    expect(readAll(bytes, [3])).toEqual([{ opcode: OPCODES.text, payload: Buffer.from('Hello') }])
  })

  it('refuses what no extension was agreed for, and lengths beyond reason', () => {
    expect(() => readAll(Buffer.from('c100', 'hex'), [2])).toThrow('unknown extension')
    expect(() => readAll(Buffer.from('827f7fffffffffffffff', 'hex'), [10])).toThrow('are allowed')
  })
})
