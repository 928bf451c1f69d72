/** AMQP 1.0 as bytes, written without a library: what a library writes is never wrong enough. */
export const NULL = Buffer.from([0x40])
export const TRUE = Buffer.from([0x41])
export const FALSE = Buffer.from([0x42])

/** Texts of at most 255 bytes. */
export const string = (value: string) => Buffer.from([0xa1, value.length, ...Buffer.from(value)])
export const symbol = (value: string) => Buffer.from([0xa3, value.length, ...Buffer.from(value)])
export const binary = (value: Buffer) => Buffer.from([0xa0, value.length, ...value])

export function uint(value: number): Buffer {
  const bytes = Buffer.from([0x70, 0, 0, 0, 0])
  bytes.writeUInt32BE(value, 1)
  return bytes
}

/** A described list32: a performative, or what stands in one. */
export function described(code: number, ...fields: readonly Buffer[]): Buffer {
  const content = Buffer.concat(fields)
  const start = Buffer.from([0x00, 0x53, code, 0xd0, 0, 0, 0, 0, 0, 0, 0, fields.length])
  start.writeUInt32BE(content.length + 4, 4)
  return Buffer.concat([start, content])
}

export function frame(body: Buffer, { type = 0, channel = 0 } = {}): Buffer {
  const start = Buffer.from([0, 0, 0, 0, 2, type, channel >> 8, channel & 0xff])
  start.writeUInt32BE(body.length + 8, 0)
  return Buffer.concat([start, body])
}

const WINDOW = 2_048

export const open = () => described(0x10, string('someone'))
export const begin = () => described(0x11, NULL, uint(0), uint(WINDOW), uint(WINDOW))
/** `role`: the peer sends (false) or receives (true) on it. */
export const attach = (name: string, handle: number, role: Buffer, address: string) =>
  described(
    0x12,
    string(name),
    uint(handle),
    role,
    NULL,
    NULL,
    described(0x28, string(address)),
    described(0x29, string(address)),
    NULL,
    NULL,
    uint(0),
  )
export const transfer = (handle: number, id: number, message: Buffer) =>
  Buffer.concat([
    described(0x14, uint(handle), uint(id), binary(Buffer.from([id & 0xff])), uint(0), FALSE),
    message,
  ])

const SASL_HEADER = Buffer.from('AMQP\x03\x01\x00\x00', 'latin1')
export const AMQP_HEADER = Buffer.from('AMQP\x00\x01\x00\x00', 'latin1')

export const sasl = ({ username, password }: { username: string; password: string }) =>
  Buffer.concat([
    SASL_HEADER,
    frame(described(0x41, symbol('PLAIN'), binary(Buffer.from(`\0${username}\0${password}`))), {
      type: 1,
    }),
  ])

export const CLOSE = frame(described(0x18))

const PERFORMATIVE = (code: number) => Buffer.from([0x00, 0x53, code])

/** How many frames of a kind are in what rhea wrote: each performative described by a short number. */
export function countOf(code: number, bytes: Buffer): number {
  const start = PERFORMATIVE(code)
  let count = 0
  for (let at = bytes.indexOf(start); at >= 0; at = bytes.indexOf(start, at + 1)) count++
  return count
}
