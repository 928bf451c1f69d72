import type { System } from '../system.ts'

const ANSWERED = ['portal.accepted', 'portal.refused', 'portal.unknown'] as const

async function read({ roles }: Pick<System, 'roles'>) {
  const portal = roles.all().find(({ role }) => role === 'portal')
  const reply = await portal?.channel.ask('drain', {}).catch(() => undefined)
  const counts = ANSWERED.map((name) => reply?.counters[name]).filter(
    (count) => count !== undefined,
  )
  if (portal === undefined || counts.length < ANSWERED.length) return undefined
  return { process: portal, answered: counts.reduce((sum, count) => sum + count, 0) }
}

/**
 * Starts to watch the portal's own count of operations that it answered; the answer reads it, once
 * nothing is in flight. Undefined: it does not count, cannot be asked, or was started anew meanwhile.
 */
export async function watchPortalAnswers(
  system: Pick<System, 'roles'>,
): Promise<() => Promise<number | undefined>> {
  const before = await read(system)
  return async () => {
    const after = await read(system)
    if (before === undefined || after?.process !== before.process) return undefined
    return after.answered - before.answered
  }
}
