import { connect, type SecureContext, type TLSSocket } from 'node:tls'
import { type Answer, Finding, type Wire } from './edge.ts'

/** Where a role listens, and the last TLS session with it: a resumed one costs far less. */
export interface Address {
  readonly port: number
  readonly secureContext: SecureContext
  readonly servername: string
  session?: Buffer
}

/** A role that leaves a connection open, or does not answer, for this long hangs. */
export const ANSWER_WITHIN_MS = 15_000
/** Who has not answered broken framing by then waits for more of it. */
const HALF_CLOSE_AFTER_MS = 250

function open(address: Address): TLSSocket {
  const { port, secureContext, servername, session } = address
  const socket = connect({
    host: '127.0.0.1',
    port,
    secureContext,
    servername,
    ...(session !== undefined && { session }),
  })
  socket.setNoDelay(true)
  socket.on('session', (given) => {
    address.session = given
  })
  return socket
}

/** Writes to one connection and hears it out. A reset is an end; a refused connection is a finding. */
export function exchange(
  address: Address,
  wire: Wire,
  inputs: readonly Buffer[],
  withinMs = ANSWER_WITHIN_MS,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = open(address)
    const waiting = [...wire.write(inputs)]
    let heard = Buffer.alloc(0)
    let isOver = false
    let isSecure = false
    let halfClose: NodeJS.Timeout | undefined
    let hasHalfClosed = false
    const fail = (problem: string) => {
      socket.destroy()
      reject(new Finding(problem))
    }
    const hang = setTimeout(
      () => fail(`neither answered nor closed within ${withinMs} ms`),
      withinMs,
    )
    const writeNext = () => {
      const part = waiting.shift()
      if (part === undefined || !socket.writable) return
      socket.write(part)
      if (waiting.length > 0 || !wire.halfCloses || inputs.length === 0) return
      halfClose = setTimeout(() => {
        hasHalfClosed = true
        socket.end()
      }, HALF_CLOSE_AFTER_MS)
    }
    socket.once('secureConnect', () => {
      isSecure = true
      writeNext()
    })
    socket.on('data', (chunk: Buffer) => {
      heard = Buffer.concat([heard, chunk])
      isOver ||= waiting.length === 0 && wire.isOver(heard)
      if (isOver) socket.destroy()
      else writeNext()
    })
    socket.on('error', (error) => {
      if ('code' in error && error.code === 'ECONNREFUSED') fail('takes no connection any more')
    })
    socket.once('close', () => {
      clearTimeout(hang)
      clearTimeout(halfClose)
      resolve({ bytes: heard, ended: isSecure && !isOver && !hasHalfClosed })
    })
  })
}
