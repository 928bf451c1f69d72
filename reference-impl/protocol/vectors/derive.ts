import { createHash } from 'node:crypto'

/** Bytes that stand for random ones in a vector: SHA-256 of the label and a counter, repeated. */
export function derive(label: string, sizeBytes: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(sizeBytes / 32) }, (_, index) =>
    createHash('sha256').update(`${label} ${index}`).digest(),
  )
  return Buffer.concat(blocks).subarray(0, sizeBytes)
}
