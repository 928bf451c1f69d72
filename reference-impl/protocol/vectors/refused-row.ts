import type { RefusedVector } from './files.ts'

export type Due = RefusedVector['due']
export type Problem = RefusedVector['problem']

/** A package that must not be opened; tenant and key id of its reader where they are not those of the keys. */
export interface Row {
  readonly name: string
  readonly due: Due
  readonly problem: Problem
  readonly bytes: Buffer
  readonly tenant?: string
  readonly keyId?: number
}

/** The lowest bit of the byte at this offset (negative: from the end) turned over. */
export function flipped(bytes: Buffer, offset: number): Buffer {
  const copy = Buffer.from(bytes)
  const at = offset < 0 ? copy.length + offset : offset
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at)
  return copy
}
