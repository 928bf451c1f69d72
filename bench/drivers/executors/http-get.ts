import { readFileSync } from 'node:fs'
import { Pool } from 'undici'
import type { Executor } from './executor.ts'
import { whyNoAnswer } from './no-answer.ts'

export interface HttpGetOptions {
  readonly origin: string
  readonly connections: number
  readonly timeoutMs: number
  /** For an https origin: the name that is verified, and who has signed for it. */
  readonly tls?: { readonly servername: string; readonly caFile: string }
}

/** GET / of a server with a known law, to measure the driver itself. Status 200 counts as `changed`. */
export function httpGet({ origin, connections, timeoutMs, tls }: HttpGetOptions): Executor {
  const pool = new Pool(origin, {
    connections,
    pipelining: 1,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connect: {
      noDelay: true,
      ...(tls !== undefined && { servername: tls.servername, ca: readFileSync(tls.caFile) }),
    },
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
