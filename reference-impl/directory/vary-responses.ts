import { setTimeout as sleep } from 'node:timers/promises'
import type { DialectName } from './dialects.ts'
import type { Domain } from './domain.ts'
import { attributeOf } from './entries/schema.ts'
import type { AnsweredOperation } from './execute.ts'
import { respellDn, widenLengths } from './ldap/respell.ts'
import { encodeReference, type ResponseAttribute } from './ldap/response.ts'
import type { EmitEntry } from './operations/search.ts'

const SLOWNESS_MS = 20

/** What the root DSE says that are names, besides the schema's. */
const NAMES_OF_ROOT: ReadonlySet<string> = new Set([
  'defaultNamingContext',
  'rootDomainNamingContext',
  'configurationNamingContext',
  'namingContexts',
  'serverName',
  'dsServiceName',
])

const namesEntries = (type: string) => NAMES_OF_ROOT.has(type) || attributeOf(type).syntax === 'dn'

const respelled = ({ type, values }: ResponseAttribute): ResponseAttribute => ({
  type,
  values: namesEntries(type)
    ? values.map((value) => (typeof value === 'string' ? respellDn(value) : value))
    : values,
})

/** How responses are written: plainly, or otherwise under the permitted variants that are switched on. */
export function createVariedResponses(domain: Domain) {
  const { faults, config } = domain

  /** `as` the entry is to be written. */
  const vary = (as: EmitEntry): EmitEntry => {
    return (dn, attributes) => {
      const known = faults.fires('directory-respells-names')
        ? { dn: respellDn(dn), attributes: attributes.map(respelled) }
        : { dn, attributes }
      const named = faults.fires('directory-respells-attributes')
        ? known.attributes.map(({ type, values }) => ({ type: type.toUpperCase(), values }))
        : known.attributes
      as(known.dn, named)
    }
  }

  return {
    dialect: (): DialectName => (faults.fires('directory-speaks-samba') ? 'samba' : config.dialect),
    bytes: (bytes: Buffer): Buffer =>
      faults.fires('directory-widens-lengths') ? widenLengths(bytes) : bytes,
    /** Undefined: at once. */
    delay: (): Promise<void> | undefined =>
      faults.fires('directory-answers-later') ? sleep(SLOWNESS_MS) : undefined,

    /** Where the entries of one operation go; `finish` before its result. */
    entries(id: number, operation: AnsweredOperation, emit: EmitEntry, send: (b: Buffer) => void) {
      const write = vary(emit)
      const kept: (readonly [string, readonly ResponseAttribute[]])[] = []
      return {
        emit: ((dn, attributes) => {
          if (faults.fires('directory-reverses-entries')) kept.push([dn, attributes])
          else write(dn, attributes)
        }) satisfies EmitEntry,
        finish() {
          for (const [dn, attributes] of kept.toReversed()) {
            const reversed = attributes.map(({ type, values }) => ({
              type,
              values: values.toReversed(),
            }))
            write(dn, reversed.toReversed())
          }
          if (operation.kind !== 'search' || operation.scope !== 'sub') return
          if (!faults.fires('directory-adds-references')) return
          const host = `elsewhere.${config.domain}`
          send(encodeReference(id, `ldap://${host}/${encodeURI(`OU=Elsewhere,${operation.base}`)}`))
        },
      }
    },
  }
}
