import { type Disturbance, linkOf } from './disturbance.ts'

/** Connections are reset, and new ones too until it is undone. */
export const linkCut: Disturbance = {
  title: 'the agent’s link to the relay is cut',
  async begin(at) {
    const tap = linkOf(at)
    const before = tap.refusals().length
    const undo = tap.refuse()
    tap.cut()
    return async () => {
      undo()
      return `cut; ${tap.refusals().length - before} connections refused`
    }
  },
}

export const linkSlow: Disturbance = {
  title: 'the agent’s link to the relay is slow',
  async begin(at, { durationMs: _durationMs, skewMs: _skewMs, ...slowness }) {
    const undo = linkOf(at).slow(slowness)
    return async () => {
      undo()
      return `slow: ${JSON.stringify(slowness)}`
    }
  },
}

/** Every flow is forgotten at its next byte, as by a middlebox that lost its table; later ones pass. */
export const silentDrop: Disturbance = {
  title: 'the agent’s link to the relay loses its flows silently',
  async begin(at) {
    const tap = linkOf(at)
    const before = tap.forgotten()
    const undo = tap.forgetIdle(-1)
    return async () => {
      undo()
      // Nobody would notice before the keep-alive; a reset is what the next middlebox answers.
      tap.cut()
      return `${tap.forgotten() - before} flows forgotten, then reset`
    }
  },
}

/**
 * What the agent sends is held back, then the link is cut: the relay never hears that requests were taken,
 * and delivers each of them once more.
 */
export const duplicatedDeliveries: Disturbance = {
  title: 'requests are delivered twice',
  async begin(at) {
    const tap = linkOf(at)
    const hold = tap.hold('outbound')
    return async () => {
      tap.cut()
      hold.release()
      return 'what the agent sent was held and lost; its requests are delivered again'
    }
  },
}
