import type { ServerHello } from './tls-hello.ts'

/** What a cipher adds to each record, and what its handshake looks like from outside. */
export interface RecordOverhead {
  /** Body bytes of an application record that are not application bytes. */
  readonly perRecordBytes: number
  /** False: the cipher pads, so that the plaintext is at most body − `perRecordBytes`. */
  readonly exact: boolean
  /** TLS 1.3: an alert looks like an application record. */
  readonly hidesAlerts: boolean
  /** TLS 1.3: the body of the record that carries a Finished message alone. */
  readonly finishedBytes: number
}

const range = (from: number, to: number) => (suite: number) => suite >= from && suite <= to

/**
 * TLS 1.2 authenticated ciphers by number (IANA TLS cipher suite registry): GCM and CCM send 8 bytes
 * of nonce and 16 of tag in each record (RFC 5288, RFC 6655), ChaCha20-Poly1305 the tag only (RFC 7905).
 */
const TLS_1_2_OVERHEAD = [
  { matches: range(0x009c, 0x00a7), perRecordBytes: 24 },
  { matches: range(0xc02b, 0xc032), perRecordBytes: 24 },
  { matches: range(0xc09c, 0xc09f), perRecordBytes: 24 },
  { matches: range(0xc0a0, 0xc0a3), perRecordBytes: 16 },
  { matches: range(0xcca8, 0xccae), perRecordBytes: 16 },
] as const

/** TLS_AES_128_CCM_8_SHA256 has a tag of 8 bytes (RFC 8446 appendix B.4). */
const CCM_8 = 0x1305
const SHA_384_SUITE = 0x1302
/** RFC 8446 section 5.2: the real content type travels encrypted behind the plaintext. */
const INNER_TYPE_BYTES = 1
/** One block of initialisation vector and the shortest MAC in use: more cannot be said of CBC. */
const CBC_MINIMUM_BYTES = 16 + 20

export function overheadOf({ tls13, cipherSuite }: ServerHello): RecordOverhead {
  if (tls13) {
    const perRecordBytes = INNER_TYPE_BYTES + (cipherSuite === CCM_8 ? 8 : 16)
    const verifyBytes = cipherSuite === SHA_384_SUITE ? 48 : 32
    return {
      perRecordBytes,
      exact: true,
      hidesAlerts: true,
      finishedBytes: 4 + verifyBytes + perRecordBytes,
    }
  }
  const known = TLS_1_2_OVERHEAD.find(({ matches }) => matches(cipherSuite))
  return {
    perRecordBytes: known?.perRecordBytes ?? CBC_MINIMUM_BYTES,
    exact: known !== undefined,
    hidesAlerts: false,
    finishedBytes: 0,
  }
}
