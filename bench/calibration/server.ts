import { once } from 'node:events'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Edge } from '../../harness/contract/edge.ts'
import type { Identity } from '../../harness/target/trust/pki.ts'
import { packageRoot } from '../../harness/target/processes/role-process.ts'
import type { DelayLaw } from './law.ts'
import { withIdentity } from './with-identity.ts'

/** What the server's thread is given. */
export interface ServerJob {
  readonly law: DelayLaw
  readonly keyFile: string
  readonly certFile: string
}

interface KnownServer {
  readonly edge: Edge
  close(): Promise<void>
}

const WORKER_FILE = join(packageRoot, 'dist', 'bench', 'calibration', 'server-worker.js')
const SERVERNAME = 'known.writeback.test'

/** Starts an HTTPS server that answers as the law says, in a thread of its own, on a port of loopback. */
async function startKnownServer(
  law: DelayLaw,
  { keyFile, certFile, caFile }: Identity,
): Promise<KnownServer> {
  const job: ServerJob = { law, keyFile, certFile }
  const worker = new Worker(WORKER_FILE, { workerData: job, name: 'known server' })
  try {
    const [port]: unknown[] = await once(worker, 'message')
    if (typeof port !== 'number' || port === 0) throw new Error('the known server is not listening')
    return {
      edge: { host: '127.0.0.1', port, servername: SERVERNAME, caFile },
      async close() {
        await worker.terminate()
      },
    }
  } catch (error) {
    await worker.terminate()
    throw error
  }
}

/** Runs the work against such a server; thread, keys and certificates are gone afterwards. */
export const withKnownServer = <T>(law: DelayLaw, work: (edge: Edge) => Promise<T>): Promise<T> =>
  withIdentity(SERVERNAME, async (identity) => {
    const server = await startKnownServer(law, identity)
    try {
      return await work(server.edge)
    } finally {
      await server.close()
    }
  })
