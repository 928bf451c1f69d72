const AUTHORITY_NT = 5
const NOT_UNIQUE = 21
const BUILTIN = 32
const BUILTIN_FROM = 544
const BUILTIN_TO = 582
const SUB_BYTES = 4
const HEAD_BYTES = 8

/** A domain's three random numbers. */
export type DomainSid = readonly [number, number, number]

const encode = (subs: readonly number[], authority = AUTHORITY_NT): Buffer => {
  const bytes = Buffer.alloc(HEAD_BYTES + SUB_BYTES * subs.length)
  bytes.writeUInt8(1, 0)
  bytes.writeUInt8(subs.length, 1)
  bytes.writeUInt8(authority, HEAD_BYTES - 1)
  for (const [index, sub] of subs.entries())
    bytes.writeUInt32LE(sub, HEAD_BYTES + SUB_BYTES * index)
  return bytes
}

/** The binary SID `S-1-<authority>-<sub>`, which is the same in every domain. */
export const wellKnownSid = (authority: number, sub: number): Buffer => encode([sub], authority)

/** The binary SID of the account or group with this relative id; 0 stands for the domain itself. */
export function sidBytes(domain: DomainSid, rid: number): Buffer {
  if (rid === 0) return encode([NOT_UNIQUE, ...domain])
  if (rid >= BUILTIN_FROM && rid <= BUILTIN_TO) return encode([BUILTIN, rid])
  return encode([NOT_UNIQUE, ...domain, rid])
}

/** `S-1-<authority>-<sub>…` of a binary SID whose authority fits in a byte. */
export function sidText(bytes: Buffer): string {
  const subs = Array.from({ length: bytes.readUInt8(1) }, (_, index) =>
    bytes.readUInt32LE(HEAD_BYTES + SUB_BYTES * index),
  )
  return `S-1-${[bytes.readUInt8(HEAD_BYTES - 1), ...subs].join('-')}`
}

/** The binary form of `S-1-5-…`, or of its hex digits; undefined: neither. */
export function parseSid(text: string): Buffer | undefined {
  if (/^([0-9a-f]{2}){8,}$/i.test(text)) return Buffer.from(text, 'hex')
  const digits = /^S-1-5-(\d{1,10}(?:-\d{1,10}){0,14})$/i.exec(text)?.[1]
  const subs = digits?.split('-').map(Number) ?? []
  return subs.length > 0 && subs.every((sub) => sub <= 0xffff_ffff) ? encode(subs) : undefined
}
