import type { Domain } from '../domain.ts'
import type { PasswordPolicy } from '../policy/password-policy.ts'
import {
  DOMAIN_POLICY,
  FINE_GRAINED_POLICY,
  PRECEDENCE,
  readPolicy,
} from '../policy/policy-attributes.ts'
import { resultantPolicy } from '../policy/resultant.ts'
import type { AttributeBag } from './attribute-bag.ts'
import type { Entry } from './entry.ts'

/** What was read from an entry's attributes, which are others once they change: a changed policy holds at once (PWB-POL-14). */
const known = new WeakMap<AttributeBag, PasswordPolicy>()

function policyOf(entry: Entry, names: Readonly<Record<keyof PasswordPolicy, string>>) {
  const kept = known.get(entry.bag)
  if (kept !== undefined) return kept
  const policy = readPolicy(names, (name) => entry.bag.text(name))
  known.set(entry.bag, policy)
  return policy
}

const describe = (pso: Entry) => ({
  pso,
  guid: pso.guid,
  precedence: Number(pso.bag.text(PRECEDENCE)),
})

/** The fine-grained policy (PSO) that holds for an account; undefined: the domain's own policy does. */
export function psoOf({ psoLinks, members, faults }: Domain, entry: Entry): Entry | undefined {
  if (psoLinks.size === 0) return undefined
  const own = psoLinks.sources(entry).map(describe)
  const ofGroups = [...members.ancestors(entry)].flatMap((group) => psoLinks.sources(group))
  const decidedByGroups = own.length === 0 && ofGroups.length > 0
  if (decidedByGroups && faults.fires('directory-ignores-group-policies')) return undefined
  return resultantPolicy(own, ofGroups.map(describe))?.pso
}

export function effectivePolicy(domain: Domain, entry: Entry): PasswordPolicy {
  const pso = psoOf(domain, entry)
  return pso === undefined
    ? policyOf(domain.store.head, DOMAIN_POLICY)
    : policyOf(pso, FINE_GRAINED_POLICY)
}
