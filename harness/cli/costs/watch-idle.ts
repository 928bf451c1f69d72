import { cpus } from 'node:os'

const processorTimes = () => {
  const times = cpus().map((each) => each.times)
  const idle = times.reduce((sum, each) => sum + each.idle, 0)
  const all = times.flatMap((each) => Object.values(each)).reduce((sum, each) => sum + each, 0)
  return { idle, all }
}

/** From now on: what nothing used of all processors together, as a share of the time that passed. 0 to 1. */
export function watchIdle(): () => number {
  const before = processorTimes()
  return () => {
    const { idle, all } = processorTimes()
    const passed = all - before.all
    return passed > 0 ? (idle - before.idle) / passed : 1
  }
}
