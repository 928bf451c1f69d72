import { newPassword, newTotpSecret } from './trust/secrets.ts'
import type { SeedEntry } from './directory/directory-seed.ts'
import { DOMAIN } from './plan.ts'

/** An account that the harness made: what a person knows of it. The password is the current one. */
export interface Account {
  readonly user: string
  readonly dn: string
  readonly totpSecret: string
  password: string
}

export interface AccountPlan {
  readonly samAccountName: string
  /** The user principal name up to the @; without it, the sAMAccountName. */
  readonly userPart?: string
  /** The user principal name from the @ on; without it, the domain's name. */
  readonly suffix?: string
  readonly baseDn: string
  readonly displayName?: string
  /** The name in its container, any characters; without it, the sAMAccountName. */
  readonly commonName?: string
  /** Objects of two forests with the same mail are one person's. */
  readonly mail?: string
  /** Without it, a random one. */
  readonly password?: string
}

/** RFC 4514: what cannot stand in a name as it is, as the hex of its UTF-8 bytes. */
const escapeRdnValue = (value: string) =>
  value.replaceAll(/^[ #]| $|[,+"\\<>;=/\0\r\n]/g, (character) =>
    [...Buffer.from(character)].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join(''),
  )

/** An account with a random password and TOTP secret, not yet in any directory. */
export function planAccount(plan: AccountPlan): { account: Account; entry: SeedEntry } {
  const {
    samAccountName,
    userPart = samAccountName,
    suffix = DOMAIN,
    baseDn,
    displayName = 'Conformance Probe',
    commonName = samAccountName,
    mail,
    password = newPassword(),
  } = plan
  const account: Account = {
    user: `${userPart}@${suffix}`,
    dn: `CN=${escapeRdnValue(commonName)},${baseDn}`,
    totpSecret: newTotpSecret(),
    password,
  }
  const entry: SeedEntry = {
    dn: account.dn,
    attributes: {
      objectClass: ['top', 'person', 'organizationalPerson', 'user'],
      sAMAccountName: [samAccountName],
      userPrincipalName: [account.user],
      displayName: [displayName],
      ...(mail !== undefined && { mail: [mail] }),
    },
    password: account.password,
  }
  return { account, entry }
}

export const organizationalUnit = (dn: string): SeedEntry => ({
  dn,
  attributes: {
    objectClass: ['top', 'organizationalUnit'],
    ou: [/^OU=([^,]+)/i.exec(dn)?.[1] ?? ''],
  },
})
