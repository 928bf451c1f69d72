import { describe, expect, it } from 'vitest'
import { processorMicrosIn } from './processor-time.ts'

/** `pid (name) state`, ten fields up to cmajflt, then utime 150 and stime 25, children 7 and 9. */
const stat = (name: string) =>
  `4711 (${name}) S 1 4711 4711 0 -1 4194304 100 0 3 0 150 25 7 9 20 0 11 0 12345 1000 200`

describe('processor time out of /proc', () => {
  it('is user and system time of the process, without its children', () => {
    expect(processorMicrosIn(stat('node'))).toBe(1_750_000)
  })

  it('is read past a name with spaces and parentheses', () => {
    expect(processorMicrosIn(stat('a) S 9 (b'))).toBe(1_750_000)
  })

  it('is unknown where there is no such text', () => {
    expect(processorMicrosIn('')).toBeUndefined()
  })
})
