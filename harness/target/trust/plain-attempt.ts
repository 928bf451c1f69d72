import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect as connectTls, type SecureVersion } from 'node:tls'

const ANSWERS_WITHIN_MS = 500

/** What each protocol's client says first in the clear, to which a server that takes plain text answers. */
export const PLAIN_GREETINGS = {
  https: Buffer.from('GET /openapi.json HTTP/1.1\r\nhost: portal\r\n\r\n'),
  // SASL: who insists on it need not answer the header of AMQP itself.
  amqps: Buffer.from('414d515003010000', 'hex'),
  // An anonymous bind.
  ldaps: Buffer.from('300c020101600702010304008000', 'hex'),
} as const

interface Port {
  readonly host: string
  readonly port: number
}

/** Whether the server answers plain text in its own protocol; a TLS alert is no answer. */
export async function answersPlainText({ host, port }: Port, greeting: Buffer): Promise<boolean> {
  const socket = connect({ host, port, noDelay: true })
  socket.on('error', () => undefined)
  socket.write(greeting)
  const answered = once(socket, 'data').then(
    ([chunk]: unknown[]) => Buffer.isBuffer(chunk) && chunk[0] !== TLS_ALERT,
    () => false,
  )
  const closed = once(socket, 'close').then(
    () => false,
    () => false,
  )
  const silent = sleep(ANSWERS_WITHIN_MS, false)
  const result = await Promise.race([answered, closed, silent])
  socket.destroy()
  return result
}

const TLS_ALERT = 0x15

/** Whether the server completes a handshake of at most this version. */
export async function takesTlsVersion(
  { host, port }: Port,
  maxVersion: SecureVersion,
): Promise<boolean> {
  const socket = connectTls({
    host,
    port,
    // Who it is does not matter here, only which version it takes; old ones need old algorithms.
    rejectUnauthorized: false,
    minVersion: 'TLSv1',
    maxVersion,
    ciphers: 'DEFAULT:@SECLEVEL=0',
  })
  const secured = once(socket, 'secureConnect').then(
    () => true,
    () => false,
  )
  const result = await Promise.race([secured, sleep(ANSWERS_WITHIN_MS * 4, false)])
  socket.on('error', () => undefined)
  socket.destroy()
  return result
}
