import type { Disturbance } from './disturbance.ts'

/**
 * The directory's port is closed to the agent, open connections are reset: what the agent sees when the
 * service stops. The data stays, as that of a directory does, and the judge can still read it.
 */
export const directoryStopped: Disturbance = {
  title: 'the directory is stopped and started',
  occupies: ['directory'],
  async begin({ system }) {
    const taps = [...system.taps.controllers.values()]
    if (taps.length === 0) throw new Error('no tap before the directory; plan one')
    const undo = taps.map((tap) => tap.refuse())
    for (const tap of taps) tap.cut()
    return async () => {
      for (const each of undo) each()
      return `${taps.length} controllers closed, and open again`
    }
  },
}
