import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

const STARTS_WITHIN_MS = 20_000
const POLL_MS = 50
/** The kernel hands packets over in blocks, at the latest after so long. */
const LAST_BLOCK_MS = 700

/** Packets of one TCP port, as the operating system saw them, in a file. */
export interface Capture {
  readonly file: string
  /** Ends it once everything that was seen is written. */
  stop(): Promise<void>
}

async function begun(child: ChildProcess, said: () => string) {
  const until = performance.now() + STARTS_WITHIN_MS
  while (!said().includes('File:')) {
    if (child.exitCode !== null || performance.now() > until) {
      throw new Error(`dumpcap did not begin to capture: ${said().trim() || 'it said nothing'}`)
    }
    await sleep(POLL_MS)
  }
}

/** Captures on loopback from now on; needs root, and dumpcap of the package tshark. */
export async function startCapture(port: number, file: string): Promise<Capture> {
  const filter = `tcp port ${port}`
  const child = spawn('dumpcap', ['-i', 'lo', '-f', filter, '-w', file, '-B', '16'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = once(child, 'exit')
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  try {
    await begun(child, () => said)
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
  return {
    file,
    async stop() {
      await sleep(LAST_BLOCK_MS)
      child.kill('SIGINT')
      await ended
    },
  }
}
