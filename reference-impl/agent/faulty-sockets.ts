import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'
import type { Faults } from '../faults.ts'

const DISCARD_PORT = 9

async function listen() {
  const server = createServer((socket) => {
    socket.setNoDelay(true)
    socket.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return () => void server.close()
}

async function dialElsewhere() {
  const socket = createSocket('udp4')
  await new Promise<void>((resolve) => socket.connect(DISCARD_PORT, '127.0.0.1', resolve))
  return () => void socket.close()
}

/** The faults that open sockets which an agent has no business with (PWB-NET-1, PWB-NET-2); their closing. */
export async function openFaultySockets(faults: Faults): Promise<() => void> {
  const closings = [
    ...(faults.fires('agent-listens') ? [await listen()] : []),
    ...(faults.fires('agent-dials-elsewhere') ? [await dialElsewhere()] : []),
  ]
  return () => {
    for (const close of closings) close()
  }
}
