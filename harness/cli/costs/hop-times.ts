import type { Journey } from '../../../reports/model/result.ts'
import type { Tap } from '../../wire/tap.ts'

/**
 * The hops of a reset, each from one sight to the next. All sights are by the clock of this program: the
 * client's own send and answer, and when a message or request has wholly reached a tap. So the hops add
 * up to the whole, and no clocks need to agree. A tap passes on what it has read: its own time falls to
 * the hop that comes after it.
 */
const HOPS = [
  { hop: 'portal, request', fromTo: 'client’s send – request on the portal’s link' },
  { hop: 'relay, request', fromTo: 'on the portal’s link – on the agent’s link' },
  { hop: 'agent, open and check', fromTo: 'on the agent’s link – modify on the directory’s link' },
  { hop: 'directory and agent', fromTo: 'modify – result on the agent’s link' },
  { hop: 'relay, result', fromTo: 'on the agent’s link – on the portal’s link' },
  { hop: 'portal, answer', fromTo: 'on the portal’s link – answer at the client' },
] as const

/** The seven times that the hops lie between; whole milliseconds since the epoch. */
export type HopTimes = readonly number[]

interface Window {
  readonly fromMs: number
  readonly toMs: number
}

export interface HopTaps {
  readonly portalRelay: Pick<Tap, 'messages'>
  readonly agentTap: Pick<Tap, 'messages'>
  readonly directory: Pick<Tap, 'ldapRequests'>
}

const within = <T extends { readonly at: number }>({ fromMs, toMs }: Window, all: readonly T[]) => {
  const found: T[] = []
  // The latest are at the end, and a long run has many.
  for (let index = all.length - 1; index >= 0; index -= 1) {
    const each = all[index]
    if (each === undefined || each.at < fromMs) break
    if (each.at <= toMs) found.push(each)
  }
  return found.toReversed()
}

/** What the taps saw of one reset; null when a hop did not show, or times run backwards. */
export function timesOf(
  window: Window,
  { portalRelay, agentTap, directory }: HopTaps,
): HopTimes | null {
  const onPortal = within(window, portalRelay.messages())
  const onAgent = within(window, agentTap.messages())
  const writes = within(window, directory.ldapRequests()).filter(
    ({ operation }) => operation === 'modify',
  )
  const sights = [
    window.fromMs,
    onPortal.find(({ direction }) => direction === 'outbound')?.at,
    onAgent.find(({ direction }) => direction === 'inbound')?.at,
    writes[0]?.at,
    onAgent.findLast(({ direction }) => direction === 'outbound')?.at,
    onPortal.findLast(({ direction }) => direction === 'inbound')?.at,
    window.toMs,
  ]
  const times = sights.filter((at) => at !== undefined)
  const isInOrder = times.every((at, index) => index === 0 || at >= (times[index - 1] ?? at))
  return times.length === sights.length && isInOrder ? times : null
}

/** Means, not medians: they add up, and whole milliseconds average out over many. */
export function meanHops(seen: readonly HopTimes[]): Journey['hops'] {
  return HOPS.map(({ hop, fromTo }, index) => {
    const sum = seen.reduce((all, times) => all + (times[index + 1] ?? 0) - (times[index] ?? 0), 0)
    return { hop, fromTo, meanMs: seen.length === 0 ? 0 : sum / seen.length }
  })
}
