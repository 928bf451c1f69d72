import type { Socket } from 'node:net'
import type { Direction } from './direction.ts'
import { createLane, type Lane } from './shaping/lane.ts'
import type { Link } from './link.ts'
import type { ClientHello } from './tls/tls-hello.ts'
import { createTlsMeter } from './tls/tls-meter.ts'

/** What the client's bytes go to and come from: the upstream socket, or TLS in this process. */
interface FarEnd {
  write(chunk: Buffer): boolean
  end(): void
  pause(): void
  resume(): void
}

/** The client's side of one connection: everything that is counted or shaped is here. */
export interface ClientSide {
  /** Bytes for the client, not counted until they are written to it. */
  push(chunk: Buffer): void
  end(): void
  /** The far end takes more again. */
  farReady(): void
  close(): void
  segmentsModelled(): number
  /** A middlebox on the way has lost this flow: nothing of one side's may reach the other any more. */
  forgotten(): boolean
}

export interface ClientSideOptions {
  readonly socket: Socket
  readonly link: Link
  readonly far: FarEnd
  readonly onClientHello?: (hello: ClientHello | null) => void
}

/** Payload of a full segment on Ethernet: 1,500 − 20 IPv4 − 20 TCP − 12 time stamps. */
const SEGMENT_PAYLOAD_BYTES = 1_448

export function createClientSide({
  socket,
  link,
  far,
  onClientHello,
}: ClientSideOptions): ClientSide {
  const { counters, series, shaper, now } = link
  const flow = link.middlebox.flow()
  const meter = createTlsMeter({ counters, ...(onClientHello && { onClientHello }) })
  let segmentsModelled = 0

  const count = (direction: Direction, chunk: Buffer) => {
    const counter = counters[direction]
    const segments = Math.ceil(chunk.length / SEGMENT_PAYLOAD_BYTES)
    counter.tcpPayloadBytes += chunk.length
    counter.chunks++
    counter.segmentsModelled += segments
    segmentsModelled += segments
    series.add(direction, chunk.length, now())
    meter.push(direction, chunk)
  }

  const outbound: Lane = createLane(
    {
      write: (chunk) => far.write(chunk),
      end: () => far.end(),
      pauseSource: () => socket.pause(),
      resumeSource: () => socket.resume(),
    },
    shaper.shapes.outbound,
  )
  const inbound: Lane = createLane(
    {
      write(chunk) {
        if (!flow.passes()) return true
        count('inbound', chunk)
        return socket.write(chunk)
      },
      end() {
        meter.end('inbound')
        socket.end()
      },
      pauseSource: () => far.pause(),
      resumeSource: () => far.resume(),
    },
    shaper.shapes.inbound,
  )

  socket.on('data', (chunk: Buffer) => {
    if (!flow.passes()) return
    count('outbound', chunk)
    outbound.push(chunk)
  })
  socket.on('end', () => {
    if (flow.forgotten()) return
    meter.end('outbound')
    outbound.end()
  })
  socket.on('drain', () => inbound.sinkReady())
  socket.once('close', () => {
    meter.end('outbound')
    meter.end('inbound')
  })

  return {
    push: (chunk) => inbound.push(chunk),
    end: () => {
      if (!flow.forgotten()) inbound.end()
    },
    forgotten: flow.forgotten,
    farReady: () => outbound.sinkReady(),
    close() {
      outbound.close()
      inbound.close()
    },
    segmentsModelled: () => segmentsModelled,
  }
}
