import type { Domain } from '../domain.ts'
import type { Entry } from '../entries/entry.ts'
import { readAttribute } from '../entries/readers.ts'
import { type Attribute, declareAttribute } from '../entries/schema.ts'
import type { RequestChange } from '../ldap/request.ts'
import type { Value } from '../ldap/response.ts'
import { Refusal } from '../results.ts'
import { planDescriptor } from './descriptor-edits.ts'
import { prepareField } from './fields.ts'
import { planLinks } from './link-edits.ts'
import type { Commit } from './password-write.ts'
import { readValues, valueKey } from './values.ts'

export interface EditTarget {
  readonly domain: Domain
  readonly entry: Entry
  /** The same operation gives the account a password. */
  readonly passwordGiven: boolean
  /** Which parts of a security descriptor are meant. */
  readonly descriptorParts: number
}

const NAMING = ['cn', 'name', 'ou', 'dc']

/** The attribute that a change is about, if changes may touch it. */
function editable(change: RequestChange, entry: Entry): Attribute {
  const attribute = declareAttribute(change.type)
  if (attribute === undefined) throw new Refusal('attribute-missing', { detail: change.type })
  const { name, kept } = attribute
  if (name === 'objectClass') throw new Refusal('class-is-fixed')
  const naming = NAMING.includes(name) && (name !== 'ou' || entry.rdnType.toLowerCase() === 'ou')
  if (naming) throw new Refusal('names-the-entry', { detail: name })
  if (kept === 'system' || kept === 'constructed') {
    throw new Refusal('system-attribute', { detail: name })
  }
  return attribute
}

function without(attribute: Attribute, current: readonly Value[], gone: readonly Value[]) {
  if (gone.length === 0 && current.length > 0) return []
  const left = new Map(current.map((value) => [valueKey(value), value]))
  const missed = gone.some((value) => !left.delete(valueKey(value)))
  if (missed || gone.length === 0)
    throw new Refusal('attribute-missing', { detail: attribute.name })
  return [...left.values()]
}

function afterChange(attribute: Attribute, current: readonly Value[], change: RequestChange) {
  const values = readValues(attribute, change.values)
  if (change.operation === 'delete') return without(attribute, current, values)
  const next = change.operation === 'add' ? [...current, ...values] : values
  if (new Set(next.map(valueKey)).size !== next.length) {
    throw new Refusal('value-exists', { detail: attribute.name })
  }
  if (attribute.single && next.length > 1) {
    throw new Refusal('single-valued', { detail: attribute.name })
  }
  return next
}

/** Checks all changes of one attribute, one after the other, and answers what will make them. */
function planAttribute(
  { domain, entry, passwordGiven, descriptorParts }: EditTarget,
  attribute: Attribute,
  changes: readonly RequestChange[],
): Commit {
  if (attribute.kept === 'link') return planLinks({ domain, entry, attribute }, changes)
  if (attribute.kept === 'descriptor') {
    return planDescriptor({ domain, entry, attribute, parts: descriptorParts }, changes)
  }
  let values = readAttribute(domain, entry, attribute)
  for (const change of changes) values = afterChange(attribute, values, change)
  if (attribute.kept === 'field') {
    const value = values[0]?.toString() ?? ''
    return prepareField(attribute.name, { domain, entry, value, passwordGiven })
  }
  return () => entry.set(attribute.name, values)
}

/** Checks changes of anything but the password. Nothing is changed until the commits are run. */
export function planEdits(
  target: EditTarget,
  changes: readonly RequestChange[],
): readonly Commit[] {
  const byAttribute = new Map<Attribute, RequestChange[]>()
  for (const change of changes) {
    const attribute = editable(change, target.entry)
    const earlier = byAttribute.get(attribute)
    if (earlier === undefined) byAttribute.set(attribute, [change])
    else earlier.push(change)
  }
  return [...byAttribute].map(([attribute, own]) => planAttribute(target, attribute, own))
}
