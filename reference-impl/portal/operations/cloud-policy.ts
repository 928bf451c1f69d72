const MIN_CHARACTERS = 8
const MAX_CHARACTERS = 256
const CLASSES_NEEDED = 3
const CLASSES = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/] as const
const PRINTABLE_ASCII = /^[ -~]*$/

/**
 * Whether the cloud's own policy takes this password. It rules over accounts of the cloud only: what
 * comes from on premises has passed the policy there (PWB-MODE-6).
 */
export function meetsCloudPolicy(password: string): boolean {
  const { length } = password
  if (length < MIN_CHARACTERS || length > MAX_CHARACTERS) return false
  if (!PRINTABLE_ASCII.test(password)) return false
  return CLASSES.filter((pattern) => pattern.test(password)).length >= CLASSES_NEEDED
}
