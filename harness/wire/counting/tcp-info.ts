import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** The kernel's own counts of one connection (Linux TCP_INFO), from the side that this process holds. */
export interface TcpInfo {
  readonly segmentsOut: number
  readonly segmentsIn: number
  /** Payload sent, retransmissions not counted twice. */
  readonly bytesSent: number
  readonly bytesReceived: number
  readonly bytesRetransmitted: number
}

const field = (line: string, name: string): number | undefined => {
  const found = new RegExp(`\\s${name}:(\\d+)`).exec(line)?.[1]
  return found === undefined ? undefined : Number(found)
}

/** The port after the last colon of the peer's address, the fifth column. */
const peerPort = (line: string): number | undefined => {
  const port = /:(\d+)$/.exec(line.trim().split(/\s+/)[4] ?? '')?.[1]
  return port === undefined ? undefined : Number(port)
}

/** Lines of `ss -tinHO` → peer port → counts. A line without segment counts (an old kernel) is left out. */
export function parseTcpInfo(output: string): Map<number, TcpInfo> {
  const connections = new Map<number, TcpInfo>()
  for (const line of output.split('\n')) {
    const port = peerPort(line)
    const segmentsOut = field(line, 'segs_out')
    const segmentsIn = field(line, 'segs_in')
    if (port === undefined || segmentsOut === undefined || segmentsIn === undefined) continue
    const bytesRetransmitted = field(line, 'bytes_retrans') ?? 0
    connections.set(port, {
      segmentsOut,
      segmentsIn,
      bytesSent: (field(line, 'bytes_sent') ?? 0) - bytesRetransmitted,
      bytesReceived: field(line, 'bytes_received') ?? 0,
      bytesRetransmitted,
    })
  }
  return connections
}

const run = promisify(execFile)
const MOST_OUTPUT_BYTES = 64 * 1024 * 1024

/** The counts of all connections to a local listener, by the peer's port; null where `ss` cannot tell. */
export async function readTcpInfo(
  host: string,
  port: number,
): Promise<Map<number, TcpInfo> | null> {
  try {
    const { stdout } = await run('ss', ['-tinHO', 'src', `${host}:${port}`], {
      maxBuffer: MOST_OUTPUT_BYTES,
    })
    return parseTcpInfo(stdout)
  } catch {
    // No `ss`, or no netlink: the caller models the segments and says so.
    return null
  }
}
