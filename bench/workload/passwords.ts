import { hash } from 'node:crypto'

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const DIGITS = '0123456789'
const ANY = `${UPPER}${LOWER}${DIGITS}`

/** Two characters a group: the first two groups hold the classes, the others the entropy. */
const GROUPS = [
  [UPPER, DIGITS],
  [LOWER, DIGITS],
  ...Array.from({ length: 8 }, () => [ANY, ANY] as const),
] as const

/**
 * The password that the account with this index has after its `generation`-th reset (0: the one it
 * begins with). 29 characters of four classes, about 110 bits from SHA-256 of `secret` and both: equal
 * arguments give the same password on any machine, and no two arguments share one. A comma stands after
 * every second character; neither a sAMAccountName nor a token of a display name can hold one, so no
 * part of a name appears, whatever the name. `secret`: random for each run, never in a result.
 * Hashed at one go: an HMAC costs five times that, and the closed loop makes a password for every request.
 */
export function passwordFor(secret: string, index: number, generation: number): string {
  const digest = hash('sha256', `${secret}\n${index}:${generation}`, 'binary')
  let at = 0
  let password = ''
  for (const [first, second] of GROUPS) {
    if (at > 0) password += ','
    password += first[digest.charCodeAt(at++) % first.length] ?? ''
    password += second[digest.charCodeAt(at++) % second.length] ?? ''
  }
  return password
}
