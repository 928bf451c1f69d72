import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { readPdml, type SeenPacket } from './read-pdml.ts'

const run = promisify(execFile)
const MOST_OUTPUT_BYTES = 512 * 1024 * 1024

const IN = ['-r'] as const
const OUT = ['-T', 'pdml', '-J', 'frame ip tcp tls amqp'] as const
const decodeAs = (port: number) => ['-d', `tcp.port==${port},tls`, '-d', `tls.port==${port},amqp`]

/** Takes a capture apart with tshark: TLS by the client's key log, AMQP inside it. */
export async function decode(
  file: string,
  port: number,
  keyLog: string,
): Promise<readonly SeenPacket[]> {
  const { stdout } = await run(
    'tshark',
    [...IN, file, ...OUT, '-o', `tls.keylog_file:${keyLog}`, ...decodeAs(port)],
    { maxBuffer: MOST_OUTPUT_BYTES },
  )
  return readPdml(stdout)
}
