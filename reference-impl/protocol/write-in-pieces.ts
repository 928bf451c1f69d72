import type { Duplex } from 'node:stream'

/** Of each write to the stream the first byte leaves alone. */
export function writeInPieces(stream: Duplex): void {
  const write = stream.write.bind(stream)
  const inPieces = (chunk: unknown) => {
    if (!Buffer.isBuffer(chunk) || chunk.length === 0) return write(chunk)
    write(chunk.subarray(0, 1))
    return write(chunk.subarray(1))
  }
  Reflect.set(stream, 'write', inPieces)
}
