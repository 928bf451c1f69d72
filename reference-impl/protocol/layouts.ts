import type { Layout } from './layout.ts'

/** Byte by byte, the same tables as in PROTOCOL.md: a test holds the two together. */

export const PROTOCOL_VERSION = 1
export const NONCE_BYTES = 12
export const TAG_BYTES = 16
export const ANCHOR_BYTES = 16

export const KINDS = { request: 1, result: 2, heartbeat: 3 } as const
export type PackageKind = keyof typeof KINDS

export const OPERATIONS = {
  'user-reset': 1,
  'administrator-reset': 2,
  change: 3,
  unlock: 4,
} as const
export type OperationKind = keyof typeof OPERATIONS

export const REQUEST_FLAGS = { mustChangeAtNextLogon: 1 } as const

/** The visible header of results and heartbeats. The nonce is also the package's id. */
export const HEADER = {
  version: { at: 0, bytes: 1 },
  kind: { at: 1, bytes: 1 },
  keyId: { at: 2, bytes: 4 },
  nonce: { at: 6, bytes: NONCE_BYTES },
} as const satisfies Layout

/** The visible header of requests: milliseconds since the epoch after which they may not be applied. */
export const REQUEST_HEADER = {
  version: { at: 0, bytes: 1 },
  kind: { at: 1, bytes: 1 },
  keyId: { at: 2, bytes: 4 },
  deadlineMs: { at: 6, bytes: 6 },
  nonce: { at: 12, bytes: NONCE_BYTES },
} as const satisfies Layout

/** Sealed; the secret block follows (none in an unlock). */
export const REQUEST_BODY = {
  operation: { at: 0, bytes: 1 },
  flags: { at: 1, bytes: 1 },
  cloudAnchor: { at: 2, bytes: ANCHOR_BYTES },
} as const satisfies Layout

export const RESULT_BODY = {
  requestId: { at: 0, bytes: NONCE_BYTES },
  outcome: { at: 12, bytes: 1 },
  flags: { at: 13, bytes: 1 },
  agentMicros: { at: 14, bytes: 4 },
  directoryMicros: { at: 18, bytes: 4 },
  completedAtMs: { at: 22, bytes: 6 },
  reserved: { at: 28, bytes: 2 },
} as const satisfies Layout

export const HEARTBEAT_BODY = {
  major: { at: 0, bytes: 1 },
  minor: { at: 1, bytes: 1 },
  patch: { at: 2, bytes: 1 },
  flags: { at: 3, bytes: 1 },
  operations: { at: 4, bytes: 4 },
  refusals: { at: 8, bytes: 4 },
  uptimeSeconds: { at: 12, bytes: 4 },
  sentAtMs: { at: 16, bytes: 6 },
} as const satisfies Layout

/** The one RSA block's plaintext, short form: the length says which form it is. */
export const SHORT_SECRET = {
  units: { at: 0, bytes: 1 },
  password: { at: 1, bytes: 128 },
} as const satisfies Layout

/** The one RSA block's plaintext, long form: a key that is used once. */
export const LONG_SECRET_KEY = {
  form: { at: 0, bytes: 1 },
  key: { at: 1, bytes: 32 },
} as const satisfies Layout

/** What that key seals: two lengths, then the passwords, each padded to steps of 128 bytes. */
export const LONG_SECRET = {
  newUnits: { at: 0, bytes: 2 },
  currentUnits: { at: 2, bytes: 2 },
} as const satisfies Layout
