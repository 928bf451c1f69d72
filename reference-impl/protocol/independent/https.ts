import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'

export interface Address {
  readonly host: string
  readonly port: number
  readonly servername: string
  /** PEM. */
  readonly ca: string
}

async function jsonOf(message: AsyncIterable<unknown>): Promise<unknown> {
  let text = ''
  for await (const chunk of message) text += String(chunk)
  return JSON.parse(text)
}

/** What one side posts to the other, and what comes back. */
export async function post(address: Address, path: string, authorization: string, body: object) {
  const headers = { 'content-type': 'application/json', authorization }
  const reply = await new Promise<IncomingMessage>((resolve, reject) => {
    const call = request({ ...address, path, method: 'POST', headers, agent: false }, resolve)
    call.once('error', reject)
    call.end(JSON.stringify(body))
  })
  return { status: reply.statusCode ?? 0, body: await jsonOf(reply) }
}

export const readJson = (message: IncomingMessage) => jsonOf(message)

/** A member of what came as JSON; undefined where there is none. */
export const memberOf = (body: unknown, name: string): unknown =>
  typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined

/** The same as text. */
export const textIn = (body: unknown, name: string): string => String(memberOf(body, name))
