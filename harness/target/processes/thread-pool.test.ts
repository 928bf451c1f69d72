import { describe, expect, it } from 'vitest'
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
})
