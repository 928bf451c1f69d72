import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { residentBytesIn } from './resident-memory.ts'

it('resident memory is read in bytes; of no process nothing is told', () => {
  expect(residentBytesIn('Name:\tnode\nVmHWM:\t    900 kB\nVmRSS:\t    120 kB\n')).toBe(122_880)
  expect(residentBytesIn('')).toBeUndefined()
})

it.runIf(process.platform === 'linux')('agrees with what Node tells of itself', () => {
  const told = residentBytesIn(readFileSync('/proc/self/status', 'utf8')) ?? 0
  expect(told / process.memoryUsage.rss()).toBeGreaterThan(0.8)
  expect(told / process.memoryUsage.rss()).toBeLessThan(1.25)
})
