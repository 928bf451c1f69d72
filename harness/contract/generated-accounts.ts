import { createHmac } from 'node:crypto'
import { z } from 'zod'

/**
 * A population that a directory makes for itself when it starts, in the place of as many LDAP adds. It is
 * secret: from the seed follow all passwords.
 */
export const generatedAccountsSchema = z.strictObject({
  /** Named `<prefix>0` and on: common name, account name and, with `@<domain>`, user principal name. */
  accounts: z.int().min(1).max(10_000_000),
  prefix: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,19}$/, 'a prefix is a letter and up to 19 of a-z, 0-9 and "-"')
    .default('user'),
  /** The organizational unit below the domain that is made to hold them. */
  organizationalUnit: z
    .string()
    .regex(/^[A-Za-z0-9 -]{1,64}$/, 'a unit is 1-64 letters, digits, spaces and "-"')
    .default('Generated'),
  passwordSeed: z.string().min(16),
})
export type GeneratedAccounts = z.infer<typeof generatedAccountsSchema>

const DERIVED_CHARS = 20
/** Makes four character classes of whatever was derived. */
const ALL_CLASSES = 'aA1!'

export const generatedAccountName = (
  { prefix }: Pick<GeneratedAccounts, 'prefix'>,
  index: number,
): string => `${prefix}${index}`

/** An account's first password: 24 characters of four classes, without its name. */
export function generatedPassword(
  { passwordSeed }: Pick<GeneratedAccounts, 'passwordSeed'>,
  name: string,
): string {
  const derived = createHmac('sha256', passwordSeed).update(name).digest('base64url')
  return `${derived.slice(0, DERIVED_CHARS)}${ALL_CLASSES}`
}
