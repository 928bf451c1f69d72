import { Pool } from 'undici'
import { timedConnector } from '../../../harness/target/timed-connector.ts'
import type { Executor } from './executor.ts'
import { whyNoAnswer } from './no-answer.ts'

export interface HttpGetOptions {
  readonly origin: string
  readonly connections: number
  readonly timeoutMs: number
  /** What is asked, in turns: the first by operation 0. Default: `/`. */
  readonly paths?: readonly [string, ...string[]]
  /** For an https origin: the name that is verified, and who has signed for it. */
  readonly tls?: { readonly servername: string; readonly caFile: string }
}

/** GET of a server with a known law, to measure the driver itself. Status 200 counts as `changed`. */
export function httpGet(options: HttpGetOptions): Executor {
  const { origin, connections, timeoutMs, tls, paths = ['/'] } = options
  const pool = new Pool(origin, {
    connections,
    pipelining: 1,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connect: timedConnector(tls),
  })
  return {
    async execute({ operation }) {
      try {
        const path = paths[operation % paths.length] ?? paths[0]
        const { statusCode, body } = await pool.request({ method: 'GET', path })
        await body.dump()
        return statusCode === 200 ? 'changed' : 'answer-not-understood'
      } catch (error) {
        return whyNoAnswer(error)
      }
    },
    close: () => pool.destroy(),
  }
}
