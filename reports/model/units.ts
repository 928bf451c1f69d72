/** How quantities are written in every report. Kilo is 1,000. */

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** Three significant digits, no exponent, groups of thousands: 0.85, 8.53, 85.3, 853, 8,530. */
export function formatNumber(value: number): string {
  const size = Math.abs(value)
  if (Number.isInteger(value) || size >= 999.5) return grouped.format(value)
  if (size >= 99.95) return value.toFixed(0)
  if (size >= 9.995) return value.toFixed(1)
  return size >= 0.01 ? value.toFixed(2) : value.toPrecision(2)
}

export const formatCount = (count: number) => grouped.format(count)

/** A time given in microseconds, in the unit that suits its size. */
export function formatUs(us: number): string {
  if (us < 1_000) return `${formatNumber(us)} µs`
  if (us < 1_000_000) return `${formatNumber(us / 1_000)} ms`
  return `${formatNumber(us / 1_000_000)} s`
}

/** A time given in nanoseconds, in the unit that suits its size. */
export const formatNs = (ns: number) =>
  ns < 1_000 ? `${formatNumber(ns)} ns` : formatUs(ns / 1_000)

/** A time given in milliseconds, in the unit that suits its size; from two minutes on in minutes. */
export function formatMs(ms: number): string {
  if (ms < 120_000) return formatUs(Math.round(ms * 1_000))
  const seconds = Math.round(ms / 1_000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

export function formatBytes(bytes: number): string {
  if (bytes < 100_000) return `${formatNumber(bytes)} bytes`
  return bytes < 1e9 ? `${formatNumber(bytes / 1e6)} MB` : `${formatNumber(bytes / 1e9)} GB`
}

export const formatShare = (part: number, whole: number) =>
  whole === 0 ? '–' : `${formatNumber((100 * part) / whole)} %`

/** A moment in UTC to the second; milliseconds since the epoch. */
export const formatMoment = (at: number) =>
  `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`
