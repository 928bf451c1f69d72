import { createServer, type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import { WebSocketServer } from 'ws'
import { streamOf, WEBSOCKET, WEBSOCKET_OPTIONS } from '../protocol/websocket-stream.ts'

/** HTTP for nothing but the WebSocket handshake, on sockets that somebody else accepted. */
export interface WebSockets {
  take(socket: Socket): void
}

const MAX_HEADER_BYTES = 8_192

function refuse(socket: Duplex, status: 400 | 404): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\n\r\n`, () =>
    socket.destroy(),
  )
}

const chooseSubprotocol = (offered: ReadonlySet<string>): string | false =>
  WEBSOCKET.subprotocols.find((name) => offered.has(name)) ?? false

const offersOurs = ({ headers }: IncomingMessage): boolean => {
  const names = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim())
  return chooseSubprotocol(new Set(names)) !== false
}

/** AMQP over WebSocket (PWB-NET-6): each opened one is handed over as a stream of AMQP. */
export function createWebSockets(onStream: (stream: Duplex) => void): WebSockets {
  const webSockets = new WebSocketServer({
    ...WEBSOCKET_OPTIONS,
    noServer: true,
    clientTracking: false,
    handleProtocols: chooseSubprotocol,
  })
  const http = createServer(
    { maxHeaderSize: MAX_HEADER_BYTES, keepAlive: false },
    (_request, response) => {
      response.writeHead(426, { connection: 'close', upgrade: 'websocket' }).end()
    },
  )
  http.on('clientError', (_error, socket) => socket.destroy())
  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const [path] = (request.url ?? '').split('?')
    if (path !== WEBSOCKET.path) return refuse(socket, 404)
    if (!offersOurs(request)) return refuse(socket, 400)
    webSockets.handleUpgrade(request, socket, head, (webSocket) => onStream(streamOf(webSocket)))
  })
  return {
    take(socket) {
      http.emit('connection', socket)
    },
  }
}
