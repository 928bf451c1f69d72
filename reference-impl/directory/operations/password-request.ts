import type { RequestChange } from '../ldap/request.ts'
import { parseUnicodePwd } from '../policy/password-value.ts'
import { Refusal } from '../results.ts'

/** What a modification does with the password; passwords are UTF-16LE. */
export type PasswordRequest =
  | { readonly kind: 'reset'; readonly password: Buffer }
  | { readonly kind: 'change'; readonly old: Buffer; readonly new: Buffer }

const unquote = (value: Buffer): Buffer => {
  const password = parseUnicodePwd(value)
  if (password === undefined) throw new Refusal('password-not-quoted')
  return password
}

/** The one value of the only change of this kind; undefined: there is no such change. */
function onlyValue(
  changes: readonly RequestChange[],
  operation: RequestChange['operation'],
): Buffer | undefined {
  const [change, ...more] = changes.filter((each) => each.operation === operation)
  if (change === undefined) return undefined
  const [value, ...others] = change.values
  if (value === undefined || more.length > 0) throw new Refusal('password-not-one-change')
  if (others.length > 0) throw new Refusal('single-valued', { detail: '9005a (unicodePwd)' })
  return value
}

/**
 * Reads the changes of `unicodePwd`: one replace is a reset, a delete and an add in any order are a
 * change; nothing else can be done with it.
 */
export function readPasswordRequest(changes: readonly RequestChange[]): PasswordRequest {
  const replaced = onlyValue(changes, 'replace')
  const old = onlyValue(changes, 'delete')
  const added = onlyValue(changes, 'add')
  if (replaced !== undefined && old === undefined && added === undefined) {
    return { kind: 'reset', password: unquote(replaced) }
  }
  if (replaced === undefined && old !== undefined && added !== undefined) {
    return { kind: 'change', old: unquote(old), new: unquote(added) }
  }
  throw new Refusal('password-not-one-change')
}
