import type { ControlName } from './controls.ts'
import type { OperationName } from './operations.ts'
import type { PasswordName } from './passwords.ts'
import type { Actor, Binds, CaseGroup, Result } from './group.ts'
import { type Bind, type StateName, stateOf } from './states.ts'

/** One case, and how it ends. */
export interface Case {
  readonly operation: OperationName
  readonly actor: Actor
  readonly state: StateName
  readonly password: PasswordName
  readonly control: ControlName
  readonly group: CaseGroup
}

/**
 * Result, how often the password was written by the directory's replication metadata, and what each
 * password is told at a bind afterwards; an empty password is not tried.
 */
export interface Ending {
  readonly result: Result
  readonly writes: number
  readonly old: Bind
  readonly next: Bind | 'untried'
}

export const nameOf = ({ operation, actor, state, password, control }: Case) =>
  `${operation} · ${actor} · ${state} · ${password} · ${control}`

export const expand = (groups: readonly CaseGroup[]): readonly Case[] =>
  groups.flatMap((group) => {
    const {
      operations,
      actors = ['service'],
      states = ['plain'],
      passwords = ['good'],
      controls = ['none'],
    } = group
    return operations.flatMap((operation) =>
      actors.flatMap((actor) =>
        states.flatMap((state) =>
          passwords.flatMap((password) =>
            controls.map((control) => ({ operation, actor, state, password, control, group })),
          ),
        ),
      ),
    )
  })

const WRITES_NONE: readonly OperationName[] = [
  'unlock',
  'force',
  'lift-force',
  'set-time',
  'enable',
  'describe',
]

/** What the account's right password, and any other, is told at a bind. */
function toldAt({ state }: Case, written: boolean): { readonly right: Bind; readonly wrong: Bind } {
  const { bind, always } = stateOf(state)
  if (always !== undefined) return { right: always, wrong: always }
  const right = bind === undefined ? '0' : written ? bind.after : bind.before
  return { right, wrong: '52e' }
}

/** How a case ends with this result; `binds` is what does not follow from it. */
export function endingOf(each: Case, result: Result, binds: Binds = {}): Ending {
  const { operation, password } = each
  const written = result === '0' && !WRITES_NONE.includes(operation)
  const { right, wrong } = toldAt(each, written)
  const same = password === 'current'
  const { old = written && !same ? wrong : right, next = written || same ? right : wrong } = binds
  const writes = written ? 1 : 0
  return { result, writes, old, next: password === 'empty' ? 'untried' : next }
}

/** How Windows is known, or documented, to end it. */
export const windowsEnding = (each: Case): Ending => {
  const { result, binds, windows } = each.group
  return windows === undefined
    ? endingOf(each, result, binds)
    : endingOf(each, windows.result, windows.binds ?? binds)
}

export const sambaEnding = (each: Case): Ending =>
  endingOf(each, each.group.result, each.group.binds)

/** Samba before 4.24: no policy-hints control, and a refused reset is told as a refused change. */
export function olderSambaEnding(each: Case): Ending {
  const { result, binds } = each.group
  if (each.control.startsWith('hints')) {
    if (each.control !== 'hints-not-critical') return endingOf(each, '12')
    return endingOf(each, '0', binds)
  }
  return endingOf(each, result === '53 0000052D' ? '19 0000052D' : result, binds)
}
