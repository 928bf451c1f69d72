/** Parameters that the requirement catalogue marks with *, and those of the transport, with their defaults. Times in milliseconds. */
export const LIMITS = {
  /** A side that hears nothing for twice this closes; nine tenths of it are announced (AMQP 1.0, 2.4.5). */
  idleTimeoutMs: 60_000,
  /** Each side writes within half of what the other announced. */
  keepAliveMs: 27_000,
  /** PWB-TTL-1: a waiting request is removed after this long. */
  requestTtlMs: 3 * 60_000,
  /** PWB-TTL-4: the clock difference between cloud and premises that must do no harm. */
  clockSkewMs: 30_000,
  /** PWB-FLOW-10: how long the portal waits for a result before it answers `outcome-unknown`. */
  portalWaitMs: 30_000,
  /** PWB-MSG-3. */
  heartbeatPeriodMs: 5 * 60_000,
  /** PWB-FLOW-7. */
  sessionMs: 15 * 60_000,
  /** PWB-FLOW-7: failed gates in `lockoutMs` that lock an account out of self-service. */
  failedGates: 5,
  lockoutMs: 24 * 60 * 60_000,
  /** PWB-MSG-5. */
  messageBytes: 1_000,
  /** PWB-MSG-7: the relay refuses what is larger. */
  relayMessageBytes: 65_536,
  /** PWB-KEY-3: how long the old key still opens packages. */
  keyOverlapMs: 30 * 60_000,
  /** PWB-BW-2. */
  bitsPerSecond: 8_000,
} as const
