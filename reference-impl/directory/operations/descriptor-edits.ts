import type { Domain } from '../domain.ts'
import { descriptorOf, keepDescriptor } from '../entries/descriptors.ts'
import type { Entry } from '../entries/entry.ts'
import type { Attribute } from '../entries/schema.ts'
import { PARTS, parseDescriptor, type SecurityDescriptor } from '../entries/security-descriptor.ts'
import type { RequestChange } from '../ldap/request.ts'
import { Refusal } from '../results.ts'
import type { Commit } from './password-write.ts'

export interface DescriptorEdit {
  readonly domain: Domain
  readonly entry: Entry
  readonly attribute: Attribute
  /** Of the SD flags control: parts that are not named stay as they are. */
  readonly parts: number
}

function readGiven({ name }: Attribute, change: RequestChange): SecurityDescriptor {
  // Every entry has a descriptor: it can neither get a second one nor be left without.
  if (change.operation === 'delete') throw new Refusal('system-attribute', { detail: name })
  const [value, ...others] = change.values
  if (others.length > 0) throw new Refusal('single-valued', { detail: name })
  if (change.operation === 'add') throw new Refusal('value-exists', { detail: name })
  const given = value === undefined ? undefined : parseDescriptor(value)
  if (given === undefined) throw new Refusal('bad-value', { detail: name })
  return given
}

/** Checks the new security descriptor of an entry, and answers what will set it. */
export function planDescriptor(edit: DescriptorEdit, changes: readonly RequestChange[]): Commit {
  const { domain, entry, attribute, parts } = edit
  let next = descriptorOf(domain, entry)
  for (const change of changes) {
    const given = readGiven(attribute, change)
    const means = (part: number) => (parts & part) !== 0
    // A descriptor without a list would let everyone do everything.
    if (means(PARTS.dacl) && given.dacl === undefined) {
      throw new Refusal('bad-value', { detail: attribute.name })
    }
    next = {
      owner: (means(PARTS.owner) ? given.owner : undefined) ?? next.owner,
      group: (means(PARTS.group) ? given.group : undefined) ?? next.group,
      ...(means(PARTS.dacl)
        ? { dacl: given.dacl, inheritance: given.inheritance }
        : { dacl: next.dacl, inheritance: next.inheritance }),
    }
  }
  return () => keepDescriptor(entry, next)
}
