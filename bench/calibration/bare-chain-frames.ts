import type { Readable } from 'node:stream'

/** About what a reset's request has, sealed and encoded. */
export const FRAME_BYTES = 336

/** A message with nothing in it but its number. */
export function frameOf(number: number): Buffer {
  const frame = Buffer.alloc(FRAME_BYTES)
  frame.writeUInt32BE(number)
  return frame
}

export const numberOf = (frame: Buffer): number => frame.readUInt32BE()

/** Calls for every whole frame of a stream, however its bytes come. */
export function onFrames(stream: Readable, take: (frame: Buffer) => void): void {
  let rest: Buffer = Buffer.alloc(0)
  stream.on('data', (bytes: Buffer) => {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes])
    for (; rest.length >= FRAME_BYTES; rest = rest.subarray(FRAME_BYTES)) {
      take(rest.subarray(0, FRAME_BYTES))
    }
  })
}
