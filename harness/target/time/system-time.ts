import { formatMs } from '../../../reports/model/units.ts'
import type { RoleName } from '../../contract/edge.ts'
import { type Compression, compressTime } from './compressed-time.ts'
import type { ControlChannel } from '../processes/control-channel.ts'
import { Unsupported } from '../errors.ts'

/** The clocks of all roles, moved together (architecture: Time). Milliseconds since the epoch. */
export interface SystemTime {
  /** The latest of the roles' clocks. */
  now(): Promise<number>
  /** The same without asking: this machine's time plus what the roles were advanced. For time stamps. */
  estimate(): number
  /** From due timer to due timer; up to an hour. */
  step(ms: number): Promise<void>
  /** Months: each timer fires at most once. */
  jump(ms: number): Promise<void>
  /** Waits until this role is not at work, 10 s at most in real time: before saying that something did not happen. */
  drained(role: RoleName): Promise<void>
  /**
   * From now on this role's clock is `ms` behind the others', which go ahead by as much; negative: ahead of them,
   * and they stay. The undoing: at the next step who is behind catches up.
   */
  slow(role: RoleName, ms: number): Promise<() => void>
  /**
   * From now on `factor` seconds pass in all clocks while one passes here, in small steps; nothing is waited
   * for in between. The undoing: from then on they go as fast as any. Nobody steps or jumps meanwhile.
   */
  compress(factor: number): Promise<() => Promise<void>>
}

const HOUR_MS = 3_600_000
/** A role that waits for something that time itself must bring is not waited for longer than this. */
const SETTLE_MS = 150
const DRAINED_MS = 10_000

const within = (ms: number, work: Promise<unknown>) => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

const stoodStill = (byMs: number) =>
  `it answered "advance" and its clock still shows ${formatMs(byMs)} less`

export interface RoleClock {
  readonly role: RoleName
  readonly channel: ControlChannel
}

const drain = (limitMs: number, roles: readonly RoleClock[]) => {
  const drained = roles.map(({ channel }) => channel.ask('drain', {}).catch(() => undefined))
  return within(limitMs, Promise.all(drained))
}

/** `clocks`: of all roles, or none: where one part's time cannot be moved, nobody's is. */
export function createSystemTime(clocks: () => readonly RoleClock[]): SystemTime {
  let aheadMs = 0
  const behindMs = new Map<RoleName, number>()
  /** While the roles stand at an instant that real time has not reached in their clocks. */
  let standingAt: number | undefined
  let compression: Compression | undefined

  /** Every role's answer, as if its clock were not behind. */
  const ask = (to?: number, mode?: 'step' | 'jump') =>
    Promise.all(
      clocks().map(async ({ role, channel }) => {
        const behind = behindMs.get(role) ?? 0
        const { now: roleNow, nextDueMs } = await channel.ask('advance', {
          ...(to !== undefined && { to: to - behind }),
          ...(mode !== undefined && { mode }),
        })
        return {
          role,
          now: roleNow + behind,
          nextDueMs: nextDueMs === null ? null : nextDueMs + behind,
        }
      }),
    )

  /** Moves those that are there: a role may be killed on purpose while time goes on. */
  const moveThoseThere = (to: number) =>
    Promise.all(
      clocks().map(async ({ role, channel }) => {
        const asked = channel.ask('advance', { to: to - (behindMs.get(role) ?? 0), mode: 'step' })
        await asked.catch((error: unknown) => {
          if (clocks().some((each) => each.channel === channel)) throw error
        })
      }),
    )

  const settle = () => drain(SETTLE_MS, clocks())

  const now = async () => {
    const replies = await ask()
    return replies.length === 0 ? Date.now() : Math.max(...replies.map((reply) => reply.now))
  }

  const requireClocks = () => {
    if (clocks().length > 0) return
    throw new Unsupported('system', 'its time cannot be moved: not every part speaks "advance"')
  }

  async function moveTo(to: number, mode: 'step' | 'jump') {
    requireClocks()
    standingAt = to
    for (const { role, now: shown } of await ask(to, mode)) {
      if (shown < to) throw new Unsupported(role, stoodStill(to - shown))
    }
    await settle()
    aheadMs = to - Date.now()
    standingAt = undefined
  }

  return {
    now,
    estimate: () => standingAt ?? compression?.estimate() ?? Date.now() + aheadMs,
    async step(ms) {
      if (ms > HOUR_MS) throw new RangeError(`step: ${ms} ms is more than an hour; use jump`)
      const target = (await now()) + ms
      for (;;) {
        const replies = await ask()
        const due = replies.map((reply) => reply.nextDueMs ?? Number.POSITIVE_INFINITY)
        const next = Math.min(target, ...due)
        await moveTo(next, 'step')
        if (next >= target) return
      }
    },
    jump: async (ms) => moveTo((await now()) + ms, 'jump'),
    async drained(role) {
      const own = clocks().filter((each) => each.role === role)
      await drain(DRAINED_MS, own)
    },
    async slow(role, ms) {
      const target = (await now()) + Math.max(0, ms)
      behindMs.set(role, ms)
      await moveTo(target, 'step')
      return () => void behindMs.delete(role)
    },
    async compress(factor) {
      requireClocks()
      const compressing = compressTime(await now(), factor, moveThoseThere)
      compression = compressing
      return async () => {
        compression = undefined
        aheadMs = compressing.estimate() - Date.now()
        await compressing.stop()
      }
    },
  }
}
