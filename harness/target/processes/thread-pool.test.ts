import { describe, expect, it } from 'vitest'
import { REFERENCE } from '../slots/slots.ts'
import { commandOf } from './role-process.ts'
import { threadPoolEnvironment } from './thread-pool.ts'

describe('the threads that the reference has for RSA', () => {
  it.each([
    [1, '1'],
    [2, '1'],
    [4, '3'],
    [64, '4'],
  ])('leave the event loop one of %d processors: %s', (processors, threads) => {
    expect(threadPoolEnvironment(processors)).toEqual({ UV_THREADPOOL_SIZE: threads })
  })

  it('are told to its programs, and to nobody else’s', () => {
    const theirs = { fill: 'exec', argv: ['their-agent'], cwd: '.' } as const
    expect(commandOf('agent', { faults: [] })).toMatchObject({ env: threadPoolEnvironment() })
    const slots = { portal: REFERENCE, relay: REFERENCE, agent: theirs, directory: REFERENCE }
    expect(commandOf('agent', { faults: [], slots })).not.toHaveProperty('env')
  })
})
