/** What both sides say in the clear before keys exist (RFC 8446 sections 4.1.2 and 4.1.3). */
export interface ClientHello {
  /** Application protocols offered, in order; empty without the extension. */
  readonly applicationProtocols: readonly string[]
}

export interface ServerHello {
  readonly tls13: boolean
  readonly cipherSuite: number
  /** TLS 1.3 only: the server took a pre-shared key, that is, a ticket. */
  readonly resumed: boolean
  /** A request to say hello again with another key share; the real one follows. */
  readonly retry: boolean
}

const CLIENT_HELLO = 1
const SERVER_HELLO = 2
const HANDSHAKE_HEADER_BYTES = 4
const VERSION_AND_RANDOM_BYTES = 34
const EXTENSIONS = { alpn: 16, preSharedKey: 41, supportedVersions: 43 } as const
const TLS_1_3 = 0x0304
/** RFC 8446 section 4.1.3: the random value that marks a HelloRetryRequest. */
const RETRY_RANDOM = 'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c'

/** Extension number → body. */
function readExtensions(hello: Buffer, from: number): Map<number, Buffer> {
  const extensions = new Map<number, Buffer>()
  if (from === hello.length) return extensions
  const end = from + 2 + hello.readUInt16BE(from)
  for (let at = from + 2; at < end; ) {
    const bodyAt = at + 4
    const next = bodyAt + hello.readUInt16BE(at + 2)
    extensions.set(hello.readUInt16BE(at), hello.subarray(bodyAt, next))
    at = next
  }
  return extensions
}

function readProtocols(extension: Buffer | undefined): string[] {
  const protocols: string[] = []
  if (extension === undefined) return protocols
  for (let at = 2; at < extension.length; ) {
    const next = at + 1 + extension.readUInt8(at)
    protocols.push(extension.toString('latin1', at + 1, next))
    at = next
  }
  return protocols
}

/** Where the part after the session id begins. */
const afterSessionId = (hello: Buffer) => {
  const at = HANDSHAKE_HEADER_BYTES + VERSION_AND_RANDOM_BYTES
  return at + 1 + hello.readUInt8(at)
}

/** Runs a reader over bytes that anybody may have sent: what ends too early is null, not a crash. */
function orNull<T>(read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

/** `record`: the body of a handshake record. Null when it is not a client's hello. */
export function readClientHello(record: Buffer): ClientHello | null {
  return orNull(() => {
    if (record.readUInt8(0) !== CLIENT_HELLO) return null
    const suitesAt = afterSessionId(record)
    const compressionAt = suitesAt + 2 + record.readUInt16BE(suitesAt)
    const extensionsAt = compressionAt + 1 + record.readUInt8(compressionAt)
    const extensions = readExtensions(record, extensionsAt)
    return { applicationProtocols: readProtocols(extensions.get(EXTENSIONS.alpn)) }
  })
}

/** `record`: the body of a handshake record. Null when it does not begin with a server's hello. */
export function readServerHello(record: Buffer): ServerHello | null {
  return orNull(() => {
    if (record.readUInt8(0) !== SERVER_HELLO) return null
    // TLS 1.2 servers put certificate and key exchange into the same record: stop where the hello ends.
    const hello = record.subarray(0, HANDSHAKE_HEADER_BYTES + record.readUIntBE(1, 3))
    const suiteAt = afterSessionId(hello)
    const extensions = readExtensions(hello, suiteAt + 3)
    return {
      tls13: extensions.get(EXTENSIONS.supportedVersions)?.readUInt16BE(0) === TLS_1_3,
      cipherSuite: hello.readUInt16BE(suiteAt),
      resumed: extensions.has(EXTENSIONS.preSharedKey),
      retry: hello.toString('hex', 6, 38) === RETRY_RANDOM,
    }
  })
}
