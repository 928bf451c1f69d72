import type { Socket } from 'node:net'
import type { SecureContext } from 'node:tls'
import type { Controller } from './entries/configuration-partition.ts'
import { MessageSplitter } from './ldap/framing.ts'
import { EXTENDED, MalformedMessage, MAX_MESSAGE_BYTES } from './ldap/protocol.ts'
import { decodeRequest } from './ldap/request.ts'
import { encodeDisconnection, encodeResult } from './ldap/response.ts'
import { SUCCESS } from './results.ts'
import type { Service } from './service.ts'
import { newSession } from './session.ts'
import { beginTls } from './start-tls.ts'

export interface ConnectionOptions {
  readonly service: Service
  readonly controller: Controller
  /** What StartTLS protects the connection with; absent: the socket is protected already. */
  readonly startTls?: SecureContext
}

/** The first byte leaves alone; what is corked would leave in one piece. */
function writeSplit(socket: Socket, bytes: Buffer): void {
  const wasCorked = socket.writableCorked > 0
  if (wasCorked) socket.uncork()
  socket.write(bytes.subarray(0, 1))
  socket.write(bytes.subarray(1))
  if (wasCorked) socket.cork()
}

/**
 * Serves one connection: its operations in order, one at a time. No more is read while an operation
 * takes its turns or the other side does not take its answers, so one connection holds little memory.
 */
export function serveConnection(accepted: Socket, options: ConnectionOptions): void {
  const { service, controller, startTls } = options
  const splitter = new MessageSplitter(MAX_MESSAGE_BYTES)
  const session = newSession(controller, startTls === undefined)
  const state = { ended: false, busy: false }
  let socket = accepted

  const send = (bytes: Buffer) => {
    if (socket.destroyed) return
    if (service.splitsWrites()) writeSplit(socket, bytes)
    else socket.write(bytes)
  }

  const disconnect = (notice?: string) => {
    state.ended = true
    session.pages.clear()
    if (notice !== undefined) send(encodeDisconnection(notice))
    socket.end()
  }

  /** From the answer on, the connection speaks TLS, and nobody is bound (RFC 4511, 4.14). */
  const secure = async (id: number, context: SecureContext) => {
    const clear = socket
    if (splitter.hasMore) throw new MalformedMessage('nothing may follow StartTLS unprotected')
    clear.off('data', receive)
    clear.off('drain', goOn)
    clear.uncork()
    const answer = encodeResult(id, 'extended', { ...SUCCESS, name: EXTENDED.startTls })
    const secured = await beginTls(clear, context, answer)
    if (secured === undefined) return
    session.secured = true
    socket = secured
    attend()
  }

  /** Takes one message. Answers a promise when the next one has to wait. */
  const take = (message: Buffer): Promise<void> | undefined => {
    const { id, operation, controls } = decodeRequest(message)
    const { kind } = operation
    if (kind === 'abandon') return undefined
    if (startTls !== undefined && kind === 'extended' && operation.oid === EXTENDED.startTls) {
      if (!session.secured) return secure(id, startTls)
    }
    if (kind !== 'unbind') return service.answer(session, { id, operation, controls }, send)
    disconnect()
    return undefined
  }

  const takeAll = async () => {
    while (!state.ended && !socket.destroyed && !socket.writableNeedDrain) {
      const message = splitter.next()
      if (message === undefined) return
      const waiting = take(message)
      if (waiting === undefined) continue
      socket.pause()
      await waiting
    }
  }

  const run = async () => {
    state.busy = true
    const corked = socket
    corked.cork()
    try {
      await takeAll()
    } catch (error) {
      disconnect(error instanceof MalformedMessage ? error.message : 'no LDAP message')
    } finally {
      state.busy = false
      corked.uncork()
      if (socket.writableNeedDrain) socket.pause()
      else if (socket.isPaused()) socket.resume()
    }
  }

  function receive(chunk: Buffer) {
    if (state.ended) return
    splitter.push(chunk)
    if (!state.busy) void run()
  }

  function goOn() {
    if (!state.busy && !state.ended) void run()
  }

  function attend() {
    const on = socket
    on.on('data', receive)
    on.on('drain', goOn)
    on.on('error', () => on.destroy())
    on.on('close', () => session.pages.clear())
  }

  accepted.setNoDelay(true)
  attend()
}
