const FORM = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:[.,]\d+)?Z$/

/** Milliseconds since the epoch of LDAP's generalized time in UTC, to a second; undefined: it is none. */
export function generalizedTimeMs(text: string | undefined): number | undefined {
  const [, year, month, day, hour, minute, second] = FORM.exec(text ?? '')?.map(Number) ?? []
  if (year === undefined || month === undefined) return undefined
  return Date.UTC(year, month - 1, day, hour, minute, second)
}
