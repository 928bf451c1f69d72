import type { Domain } from '../domain.ts'
import type { Entry } from '../entries/entry.ts'
import { guidBytes, guidText } from '../entries/guid.ts'
import { readAttribute } from '../entries/readers.ts'
import { attributeOf } from '../entries/schema.ts'
import { sidText } from '../entries/sid.ts'
import type { NameForm } from '../ldap/controls.ts'
import { parseDn } from '../ldap/dn.ts'
import type { Value } from '../ldap/response.ts'

const WRITTEN = {
  hex: {
    guid: (key: string) => guidBytes(key).toString('hex'),
    sid: (b: Buffer) => b.toString('hex'),
  },
  text: { guid: guidText, sid: sidText },
} as const satisfies Record<NameForm, unknown>

/** How a search writes names: plainly, or with what they are known by whatever they become. */
export interface Names {
  of(entry: Entry): string
  /** A value of an attribute whose syntax is a name. */
  value(value: Value): Value
}

/** `<GUID=…>;<SID=…>;` before each name that the form is given for (MS-ADTS 3.1.1.3.4.1.5). */
export function compileNames(domain: Domain, form: NameForm | undefined): Names {
  const { store } = domain
  if (form === undefined) return { of: (entry) => store.dnOf(entry), value: (value) => value }
  const written = WRITTEN[form]
  const of = (entry: Entry) => {
    const [sid] = readAttribute(domain, entry, attributeOf('objectSid'))
    const known = Buffer.isBuffer(sid) ? `<SID=${written.sid(sid)}>;` : ''
    return `<GUID=${written.guid(entry.guid)}>;${known}${store.dnOf(entry)}`
  }
  return {
    of,
    value(value) {
      const dn = typeof value === 'string' ? parseDn(value) : undefined
      const entry = dn === undefined ? undefined : store.find(dn).entry
      return entry === undefined ? value : of(entry)
    },
  }
}
