import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import type { AccountPlan } from '../accounts.ts'
import { DOMAIN, DOMAIN_DN, type SystemPlan } from '../plan.ts'
import { directoryAt } from '../slots/slots.ts'

/** Where a system's accounts lie and what they are called. In somebody's directory: in one place, and marked. */
export interface Premises {
  readonly domain: string
  /** A name of the shipped domain as it is here. */
  rebase(dn: string): string
  plan(plan: AccountPlan): AccountPlan
  /** Absent: the directory is the run's own. */
  readonly guest?: Guest
}

/** A run that is a guest in somebody's directory. */
export interface Guest {
  /** What the target file allows. */
  readonly container: string
  /** The system's own organizational unit, in the container: nothing is written beside it. */
  readonly unit: string
  /** `description` of everything that the run makes. */
  readonly mark: string
}

const OWN: Premises = { domain: DOMAIN, rebase: (dn) => dn, plan: (plan) => plan }

export const MARK = 'writeback run '

/** Organizational units at the top of the shipped domain; what else lies there is the domain's own. */
const TOP_UNIT = new RegExp(`(^|,)OU=[^,]+,${DOMAIN_DN}$`, 'i')
const SHIPPED = new RegExp(`${DOMAIN_DN}$`, 'i')

export const liesBelow = (dn: string, top: string) =>
  dn.toLowerCase() === top.toLowerCase() || dn.toLowerCase().endsWith(`,${top.toLowerCase()}`)

/** Six characters that no two systems of any run share by chance; account names begin with them. */
const prefixOf = (text: string) => `w${createHash('sha256').update(text).digest('hex').slice(0, 5)}`

export function premisesOf({
  slots,
  runDir,
  name,
}: Pick<SystemPlan, 'slots' | 'runDir' | 'name'>): Premises {
  const slot = directoryAt(slots)
  if (slot === undefined) return OWN
  const { domain, container } = slot
  const run = basename(runDir)
  const unit = `OU=${run}-${name},${container}`
  const prefix = prefixOf(`${run}/${name}`)
  const rebase = (dn: string) =>
    liesBelow(dn, unit) || !TOP_UNIT.test(dn) ? dn : dn.replace(SHIPPED, unit)
  return {
    domain,
    rebase,
    plan({ samAccountName, userPart, suffix = domain, baseDn, ...others }) {
      // A name of a wanted length keeps it.
      const longest = (userPart?.length ?? 0) + DOMAIN.length - suffix.length
      return {
        ...others,
        samAccountName: `${prefix}${samAccountName}`,
        ...(userPart !== undefined && { userPart: `${prefix}${userPart}`.slice(0, longest) }),
        suffix,
        baseDn: rebase(baseDn),
      }
    },
    guest: { container, unit, mark: `${MARK}${run}` },
  }
}
