import { connect, type SecureContext } from 'node:tls'
import { Finding } from './edge.ts'

/** Where a role listens, and the last TLS session with it: a resumed one costs far less. */
export interface Address {
  readonly port: number
  readonly secureContext: SecureContext
  readonly servername: string
  session?: Buffer
}

/** A role that leaves a connection open, or does not answer, for this long hangs. */
export const ANSWER_WITHIN_MS = 15_000

/** Who waits for more than came is told after this much silence that no more comes. */
const QUIET_MS = 200

/** Writes to one connection and hears it out. A reset is an end; a refused connection is a finding. */
export function exchange(address: Address, parts: readonly Buffer[]): Promise<Buffer> {
  const { port, secureContext, servername, session } = address
  return new Promise((resolve, reject) => {
    const heard: Buffer[] = []
    const socket = connect({
      host: '127.0.0.1',
      port,
      secureContext,
      servername,
      ...(session !== undefined && { session }),
    })
    const hang = setTimeout(() => {
      socket.destroy()
      reject(new Finding(`neither answered nor closed within ${ANSWER_WITHIN_MS} ms`))
    }, ANSWER_WITHIN_MS)
    socket.setNoDelay(true)
    socket.on('session', (given) => {
      address.session = given
    })
    socket.on('data', (chunk: Buffer) => heard.push(chunk))
    socket.on('error', (error) => {
      if ('code' in error && error.code === 'ECONNREFUSED') {
        reject(new Finding('takes no connection any more'))
      }
    })
    socket.once('close', () => {
      clearTimeout(hang)
      clearTimeout(quiet)
      resolve(Buffer.concat(heard))
    })
    const quiet = setTimeout(() => socket.end(), QUIET_MS)
    const waiting = [...parts]
    const writeNext = () => {
      const part = waiting.shift()
      if (part !== undefined && socket.writable) socket.write(part)
    }
    socket.on('data', () => {
      quiet.refresh()
      writeNext()
    })
    writeNext()
  })
}
