import type { Domain } from '../domain.ts'
import type { Entry } from './entry.ts'
import { defaultDescriptor, deniesPasswordChange } from './password-change-denial.ts'
import { ALL_PARTS, formatDescriptor, parseDescriptor } from './security-descriptor.ts'
import type { SecurityDescriptor } from './security-descriptor.ts'

const NAME = 'nTSecurityDescriptor'

type Sids = Pick<Domain, 'sid'>

/** The security descriptor of an entry: what was given to it, or what every entry begins with. */
export function descriptorOf({ sid }: Sids, entry: Entry): SecurityDescriptor {
  const [kept] = entry.bag.get(NAME)
  const given = Buffer.isBuffer(kept) ? parseDescriptor(kept) : undefined
  return given ?? defaultDescriptor(sid)
}

/** The descriptor's bytes with the parts that are asked for. */
export const readDescriptor = (domain: Sids, entry: Entry, parts: number): Buffer =>
  formatDescriptor(descriptorOf(domain, entry), parts)

export function keepDescriptor(entry: Entry, descriptor: SecurityDescriptor): void {
  entry.set(NAME, [formatDescriptor(descriptor, ALL_PARTS)])
}

/** Whether the entry's descriptor keeps `user` from changing the entry's password (PWB-POL-11). */
export function mayNotChangePassword(domain: Sids, entry: Entry, user: Entry | undefined): boolean {
  if (entry.bag.get(NAME).length === 0) return false
  const descriptor = descriptorOf(domain, entry)
  return (
    deniesPasswordChange(descriptor, 'everyone') ||
    (user === entry && deniesPasswordChange(descriptor, 'self'))
  )
}
