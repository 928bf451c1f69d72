import { createHash } from 'node:crypto'

/** Numbers that follow from an input alone, so that what they decide shows again: `choices(input)(limit)`. */
export function choices(input: Buffer): (limit: number) => number {
  const digest = createHash('sha1').update(input).digest()
  let at = 0
  return (limit) => {
    const number = digest.readUInt32BE(at) % limit
    at += 4
    return number
  }
}
