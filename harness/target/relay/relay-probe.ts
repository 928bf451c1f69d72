import { readFileSync } from 'node:fs'
import rhea, { type EventContext } from 'rhea'
import type { Edge } from '../../contract/edge.ts'

/** A receiver on a relay address that looks at messages and puts them back. */
export interface RelayProbe {
  /** Waits for one message; true = it came, and was released again. */
  sees(waitMs: number): Promise<boolean>
  close(): Promise<void>
}

export interface RelayProbeOptions {
  readonly edge: Edge
  readonly username: string
  readonly password: string
  readonly address: string
  readonly timeoutMs: number
}

/** Attaches with the given credential; rejects when the relay refuses the connection or the link. */
export function openRelayProbe(options: RelayProbeOptions): Promise<RelayProbe> {
  const { edge, username, password, address, timeoutMs } = options
  const connection = rhea.create_container().connect({
    host: edge.host,
    port: edge.port,
    transport: 'tls',
    ca: [readFileSync(edge.caFile)],
    servername: edge.servername,
    username,
    password,
    reconnect: false,
  })
  const receiver = connection.open_receiver({
    source: { address },
    credit_window: 0,
    autoaccept: false,
  })
  let onMessage: (() => void) | undefined
  receiver.on('message', (context: EventContext) => {
    context.delivery?.release()
    onMessage?.()
  })

  const probe: RelayProbe = {
    sees: (waitMs) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => resolve(false), waitMs)
        onMessage = () => {
          onMessage = undefined
          clearTimeout(timer)
          resolve(true)
        }
        receiver.add_credit(1)
      }),
    close: () =>
      new Promise((resolve) => {
        connection.once('connection_close', () => resolve())
        connection.once('disconnected', () => resolve())
        connection.close()
      }),
  }

  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`the relay did not attach ${address} within ${timeoutMs} ms`)),
      timeoutMs,
    )
    const settle = (run: () => void) => {
      clearTimeout(timer)
      run()
    }
    receiver.once('receiver_open', () => settle(() => resolve(probe)))
    for (const event of ['receiver_error', 'session_error', 'connection_error', 'disconnected']) {
      connection.once(event, (context: EventContext) =>
        settle(() =>
          reject(new Error(`the relay refused ${address}: ${String(context.error ?? event)}`)),
        ),
      )
    }
  })
}
