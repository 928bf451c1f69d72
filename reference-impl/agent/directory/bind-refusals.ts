/**
 * Why a directory does not let the service account in: the Win32 error that Active Directory, and Samba as
 * it does, writes after `data` in the text of a result 49. Only binds end with 49: a person's own wrong
 * password in a change is 19.
 */
export const BIND_REFUSALS = {
  '525': 'the service account does not exist',
  // Most directories say it of an unknown name too, so that names cannot be tried out.
  '52e': 'the service account’s name or password is wrong',
  '52f': 'the service account is restricted from signing in',
  '530': 'the service account may not sign in at this time',
  '531': 'the service account may not sign in from this machine',
  '532': 'the service account’s password has expired',
  '533': 'the service account is disabled',
  '701': 'the service account has expired',
  '773': 'the service account must change its password first',
  '775': 'the service account is locked out',
} as const

const isKnown = (data: string): data is keyof typeof BIND_REFUSALS =>
  Object.hasOwn(BIND_REFUSALS, data)

/** A Win32 error has at most eight digits; nothing else of the text may get into a reason. */
const DATA = /\bdata ([0-9a-f]{1,8})\b/i

/** What the diagnostic text of a result 49 names, lower case; undefined where it names nothing. */
export const bindDataIn = (text: string): string | undefined => DATA.exec(text)?.[1]?.toLowerCase()

/** In words; a number that is not known is told as it is. */
export const describeBindRefusal = (data: string): string =>
  `${isKnown(data) ? BIND_REFUSALS[data] : 'the service account was not let in'} (data ${data})`
