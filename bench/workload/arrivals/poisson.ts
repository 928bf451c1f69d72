import type { Arrivals } from './arrivals.ts'

/** Independent people: exponentially distributed gaps. How many arrive depends on the seed. */
export const poisson: Arrivals = {
  title: 'Poisson',
  times({ ratePerSecond, durationMs }, random) {
    const times: number[] = []
    const meanGapMs = 1000 / ratePerSecond
    const gap = () => -Math.log(1 - random()) * meanGapMs
    for (let at = gap(); at < durationMs; at += gap()) times.push(at)
    return Float64Array.from(times)
  },
}
