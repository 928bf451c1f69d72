import type { Domain } from '../domain.ts'
import type { Entry } from '../entries/entry.ts'
import type { Attribute } from '../entries/schema.ts'
import type { RequestChange } from '../ldap/request.ts'
import { Refusal } from '../results.ts'
import { locate } from './locate.ts'
import type { Commit } from './password-write.ts'

const MEMBER = 'member'

/** Whether each touched target will be linked; a group of a million is not copied to add one more. */
type Plan = Map<Entry, boolean>

interface LinkEdit {
  readonly domain: Domain
  readonly entry: Entry
  readonly attribute: Attribute
}

const linksOf = ({ domain, attribute }: LinkEdit) =>
  attribute.name === MEMBER ? domain.members : domain.psoLinks

function planOne(edit: LinkEdit, plan: Plan, target: Entry, wanted: boolean): void {
  const linked = plan.get(target) ?? linksOf(edit).has(edit.entry, target)
  if (linked === wanted) {
    const detail = edit.domain.store.dnOf(target)
    throw new Refusal(wanted ? 'is-member' : 'is-no-member', { detail })
  }
  plan.set(target, wanted)
}

function planChange(edit: LinkEdit, plan: Plan, change: RequestChange): void {
  const targets = change.values.map((value) => locate(edit.domain, value.toString('utf8')))
  const all =
    change.operation === 'replace' || (change.operation === 'delete' && targets.length === 0)
  if (all) for (const target of linksOf(edit).targets(edit.entry)) plan.set(target, false)
  if (change.operation === 'replace') for (const target of targets) plan.set(target, true)
  else for (const target of targets) planOne(edit, plan, target, change.operation === 'add')
}

/** Checks all changes of one linking attribute, and answers what will make and end the links. */
export function planLinks(edit: LinkEdit, changes: readonly RequestChange[]): Commit {
  const plan: Plan = new Map()
  for (const change of changes) planChange(edit, plan, change)
  return () => {
    const links = linksOf(edit)
    for (const [target, linked] of plan) {
      if (!linked) links.remove(edit.entry, target)
      else links.add(edit.entry, target)
    }
    if (links !== edit.domain.members) return
  }
}
