import { Pool } from 'undici'
import type { Executor } from './executor.ts'
import { whyNoAnswer } from './no-answer.ts'

export interface HttpGetOptions {
  readonly origin: string
  readonly connections: number
  readonly timeoutMs: number
}

/** GET / of a server with a known law, to measure the driver itself. Status 200 counts as `changed`. */
export function httpGet({ origin, connections, timeoutMs }: HttpGetOptions): Executor {
  const pool = new Pool(origin, {
    connections,
    pipelining: 1,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connect: { noDelay: true },
  })
  return {
    async execute() {
      try {
        const { statusCode, body } = await pool.request({ method: 'GET', path: '/' })
        await body.dump()
        return statusCode === 200 ? 'changed' : 'answer-not-understood'
      } catch (error) {
        return whyNoAnswer(error)
      }
    },
    close: () => pool.destroy(),
  }
}
