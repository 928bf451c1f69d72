const SEPARATORS = /[ ,.\t\-_#]+/
/** Shorter names and tokens are not looked for. */
const SHORTEST = 3

/**
 * Whether a password holds the whole account name, or a token of the display name, letters' case aside
 * (MS-SAMR 3.1.1.7.2).
 */
export function holdsName(password: string, samAccountName: string, displayName: string): boolean {
  const lower = password.toLowerCase()
  const parts = [samAccountName, ...displayName.split(SEPARATORS)]
  return parts.some((part) => part.length >= SHORTEST && lower.includes(part.toLowerCase()))
}
