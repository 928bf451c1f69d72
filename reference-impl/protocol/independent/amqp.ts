import rhea, { type Connection, type EventContext, type Receiver, type Sender } from 'rhea'

/** How to reach a relay and who asks: PROTOCOL.md, section 3. */
export interface Login {
  readonly host: string
  readonly port: number
  readonly servername: string
  /** PEM. */
  readonly ca: string
  readonly username: string
  readonly password: string
}

const opened = <T extends Connection | Sender | Receiver>(one: T, event: string): Promise<T> =>
  new Promise((resolve, reject) => {
    one.once(event, () => resolve(one))
    for (const end of ['connection_error', 'sender_error', 'receiver_error', 'disconnected']) {
      one.once(end, () => reject(new Error(`${event} was awaited, ${end} came`)))
    }
  })

/** One connection by SASL PLAIN over verified TLS. */
export function connectTo({ servername, ca, ...login }: Login): Promise<Connection> {
  const connection = rhea.create_container().connect({
    ...login,
    transport: 'tls',
    servername,
    hostname: servername,
    ca: [ca],
    minVersion: 'TLSv1.2',
    idle_time_out: 60_000,
    max_frame_size: 65_536,
    reconnect: false,
  })
  return opened(connection, 'connection_open')
}

/** Each link in a session of its own. */
const newSession = (connection: Connection) => {
  const session = connection.create_session()
  session.begin()
  return session
}

export function sendTo(connection: Connection, address: string, settled: boolean): Promise<Sender> {
  const options = { target: { address }, source: {}, snd_settle_mode: settled ? 1 : 0 } as const
  return opened(newSession(connection).open_sender(options), 'sendable')
}

/** `take` is given the one data section, and accepts when it wants to. */
export function receiveFrom(
  connection: Connection,
  source: { readonly address: string; readonly dynamic?: true },
  take: (body: Buffer, context: EventContext) => void,
): Promise<Receiver> {
  const options = { source, target: {}, credit_window: 0, autoaccept: false } as const
  const receiver = newSession(connection).open_receiver(options)
  receiver.on('message', (context: EventContext) => {
    const content: unknown = context.message?.body?.content
    take(Buffer.isBuffer(content) ? content : Buffer.alloc(0), context)
  })
  receiver.add_credit(32)
  return opened(receiver, 'receiver_open')
}

/** One data section, and a header only for a time to live. */
export const send = (sender: Sender, body: Buffer, ttlMs?: number) =>
  sender.send({
    ...(ttlMs !== undefined && { ttl: ttlMs }),
    body: rhea.message.data_section(body),
  })

export const closeAll = (connection: Connection): Promise<void> =>
  new Promise((resolve) => {
    connection.once('connection_close', () => resolve())
    connection.once('disconnected', () => resolve())
    connection.close()
  })
