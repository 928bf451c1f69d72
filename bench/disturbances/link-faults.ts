import { type Disturbance, type DisturbanceParameters, linkOf } from './disturbance.ts'

/** Connections are reset, and new ones too until it is undone. */
export const linkCut: Disturbance = {
  title: 'the agent’s link to the relay is cut',
  occupies: ['the link'],
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

type Slowness = Pick<DisturbanceParameters, 'bitsPerSecond' | 'delayMs' | 'jitterMs'>

const wordsOf = ({ bitsPerSecond, delayMs, jitterMs }: Slowness) =>
  [
    bitsPerSecond !== undefined && `${bitsPerSecond / 1000} kbit/s`,
    delayMs !== undefined && `${delayMs} ms each way`,
    jitterMs !== undefined && `up to ${jitterMs} ms more`,
  ]
    .filter((part) => part !== false)
    .join(', ')

export const linkSlow: Disturbance = {
  title: 'the agent’s link to the relay is slow',
  takes: ['bitsPerSecond', 'delayMs', 'jitterMs'],
  occupies: ['the link’s speed'],
  async begin(at, { durationMs: _durationMs, skewMs: _skewMs, aheadMs: _aheadMs, ...slowness }) {
    const undo = linkOf(at).slow(slowness)
    return async () => {
      undo()
      return `slow: ${wordsOf(slowness)}`
    }
  },
}

/** Every flow is forgotten at its next byte, as by a middlebox that lost its table; later ones pass. */
export const silentDrop: Disturbance = {
  title: 'the agent’s link to the relay loses its flows silently',
  occupies: ['the link'],
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
  occupies: ['what the link carries'],
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
