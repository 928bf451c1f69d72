import rhea, { type Connection } from 'rhea'
import { closeAll, connectTo, type Login, receiveFrom, sendTo } from './amqp.ts'

interface Verifier {
  readonly username: string
  readonly verifier: string
}

/** The credentials of one generation. */
export interface Pair {
  readonly portal: Verifier
  readonly agent: Verifier
}

/** Asks once and resolves with the status code: PROTOCOL.md, section 4. */
async function ask(connection: Connection, operation: string, name: string, body: object) {
  const sender = await sendTo(connection, '$management', false)
  let answered: ((statusCode: number) => void) | undefined
  const status = new Promise<number>((resolve) => {
    answered = resolve
  })
  const replies = await receiveFrom(
    connection,
    { address: '', dynamic: true },
    (_body, context) => {
      context.delivery?.accept()
      if (context.message?.correlation_id !== 'only') return
      answered?.(Number(context.message.application_properties?.['statusCode']))
    },
  )
  sender.send({
    message_id: 'only',
    reply_to: replies.source.address,
    application_properties: { operation, type: 'writeback:tenant', name },
    body: rhea.message.data_section(Buffer.from(JSON.stringify(body))),
  })
  return status
}

/** One request of a connection of its own, logged in as the management user. Throws for a refusal. */
export async function askManagement(
  relay: Login,
  operation: 'CREATE' | 'UPDATE',
  tenant: string,
  body: Pair | readonly Pair[],
): Promise<void> {
  const connection = await connectTo(relay)
  const status = await ask(connection, operation, tenant, body)
  await closeAll(connection)
  if (status >= 300) throw new Error(`${operation} of ${tenant} was answered with ${status}`)
}
