/**
 * Who asked, as the token's client application says (PWB-OPS-1 to -12; source OV, NX for Graph).
 * `user` and `administrator` tell whether an operation that such a client asks for is written back.
 */
export const ORIGINS = {
  'password-reset-portal': { user: true, administrator: false },
  'access-panel': { user: true, administrator: false },
  'office-365': { user: true, administrator: false },
  'azure-portal': { user: false, administrator: true },
  'azure-classic-portal': { user: false, administrator: true },
  'office-portal': { user: false, administrator: false },
  'powershell-v1': { user: false, administrator: false },
  'powershell-v2': { user: false, administrator: false },
  graph: { user: false, administrator: false },
} as const satisfies Record<string, { user: boolean; administrator: boolean }>

/** The client application's id, the token's `azp` claim. */
export type Origin = keyof typeof ORIGINS

/** Roles that a token can carry, and what they may do. */
export const ROLES = {
  'global-administrator': { resetsUsers: true, changesSettings: true, onboards: true },
  'password-administrator': { resetsUsers: true, changesSettings: false, onboards: false },
  user: { resetsUsers: false, changesSettings: false, onboards: false },
} as const satisfies Record<
  string,
  { resetsUsers: boolean; changesSettings: boolean; onboards: boolean }
>
export type TokenRole = keyof typeof ROLES

const isRole = (name: string): name is TokenRole => Object.hasOwn(ROLES, name)
export const ROLE_CODES: readonly TokenRole[] = Object.keys(ROLES).filter((name) => isRole(name))

/** How the account's password is managed (PWB-MODE). */
export const PASSWORD_MODES = [
  'federated',
  'hash-synchronised',
  'pass-through',
  'cloud-only',
] as const
export type PasswordMode = (typeof PASSWORD_MODES)[number]
