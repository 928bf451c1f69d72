import type { Socket } from 'node:net'
import { MessageSplitter } from './ldap/framing.ts'
import { MalformedMessage, MAX_MESSAGE_BYTES } from './ldap/protocol.ts'
import { decodeRequest } from './ldap/request.ts'
import { encodeDisconnection } from './ldap/response.ts'
import type { Service } from './service.ts'
import type { Controller } from './entries/configuration-partition.ts'
import { newSession } from './session.ts'

/**
 * Serves one connection: its operations in order, one at a time. No more is read while an operation
 * takes its turns or the other side does not take its answers, so one connection holds little memory.
 */
export function serveConnection(socket: Socket, service: Service, controller: Controller): void {
  const splitter = new MessageSplitter(MAX_MESSAGE_BYTES)
  const session = newSession(controller)
  const state = { ended: false, busy: false }

  const send = (bytes: Buffer) => {
    if (!socket.destroyed) socket.write(bytes)
  }

  const disconnect = (notice?: string) => {
    state.ended = true
    session.pages.clear()
    if (notice !== undefined) send(encodeDisconnection(notice))
    socket.end()
  }

  /** Takes one message. Answers a promise when the next one has to wait. */
  const take = (message: Buffer): Promise<void> | undefined => {
    const { operation, ...request } = decodeRequest(message)
    if (operation.kind === 'abandon') return undefined
    if (operation.kind !== 'unbind') return service.answer(session, { ...request, operation }, send)
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
    socket.cork()
    try {
      await takeAll()
    } catch (error) {
      disconnect(error instanceof MalformedMessage ? error.message : 'no LDAP message')
    } finally {
      state.busy = false
      socket.uncork()
      if (socket.writableNeedDrain) socket.pause()
      else if (socket.isPaused()) socket.resume()
    }
  }

  socket.setNoDelay(true)
  socket.on('data', (chunk: Buffer) => {
    if (state.ended) return
    splitter.push(chunk)
    if (!state.busy) void run()
  })
  socket.on('drain', () => {
    if (!state.busy && !state.ended) void run()
  })
  socket.on('error', () => socket.destroy())
  socket.on('close', () => session.pages.clear())
}
