/** Windows times: 100-nanosecond steps, points since 1601 as positive, lengths as negative numbers. */
const EPOCH_OFFSET_MS = 11_644_473_600_000n
const STEPS_PER_MS = 10_000n
const STEPS_PER_US = 10n
const LONGEST = -(2n ** 63n)

/** A point in time that never comes (`accountExpires`). */
export const NEVER = '9223372036854775807'

/** Milliseconds since the epoch, down to microseconds, as a FILETIME. */
export const toFileTime = (ms: number): string =>
  String(BigInt(Math.round(ms * 1_000)) * STEPS_PER_US + EPOCH_OFFSET_MS * STEPS_PER_MS)

/** Milliseconds since the epoch of a FILETIME's digits. */
export const fileTimeMs = (text: string): number =>
  Number(BigInt(text) / STEPS_PER_MS - EPOCH_OFFSET_MS)

/** A length of time as Active Directory writes it: 0 stays 0. */
export const toInterval = (ms: number): string => String(BigInt(Math.round(ms)) * -STEPS_PER_MS)

/** Milliseconds of a length of time; 0 for "for ever" and for none. */
export function intervalMs(text: string): number {
  if (!/^-?\d{1,19}$/.test(text)) return 0
  const steps = BigInt(text)
  return steps === LONGEST || steps > 0n ? 0 : Number(-steps) / Number(STEPS_PER_MS)
}

/** Seconds since the epoch as LDAP's generalized time. */
export const toGeneralizedTime = (seconds: number): string =>
  `${new Date(seconds * 1_000).toISOString().slice(0, 19).replace(/[-:T]/g, '')}.0Z`
