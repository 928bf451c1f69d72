import { type ChildProcess, execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from 'node:tls'
import type { Edge } from '../contract/edge.ts'

const HANDSHAKE_LIMIT_MS = 2_000
const START_LIMIT_MS = 90_000
const POLL_MS = 50
const LOG_END_CHARACTERS = 2_000

/** The dying parent takes its child with it: no interrupt, and no crash, leaves a server behind. */
export const DIES_TOO = ['setpriv', '--pdeathsig', 'KILL'] as const

/** In a mount namespace of its own: what is mounted there is gone with the process. */
const WITHIN = 'mount -t proc proc "$1/proc" && mount --bind /dev "$1/dev" && exec chroot "$@"'

/** The command that runs a program with the folder `root` as its `/`; needs root. */
export const inRoot = (root: string, argv: readonly string[]) =>
  ['unshare', '--mount', 'sh', '-c', WITHIN, 'sh', root, ...argv] as const

/** Runs one of our install scripts; its standard output. What it says of a failure goes to standard error. */
export const runScript = (file: string): string =>
  execFileSync('bash', [file], { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' }).trim()

const hasEnded = ({ exitCode, signalCode }: ChildProcess) =>
  exitCode !== null || signalCode !== null

/** Kills it and waits until it is gone; nothing where it is gone already. */
export async function kill(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

async function takesHandshake({ host, port, servername }: Edge, ca: string): Promise<boolean> {
  const socket = connect({ host, port, servername, ca })
  const up = await Promise.race([
    once(socket, 'secureConnect').then(
      () => true,
      () => false,
    ),
    sleep(HANDSHAKE_LIMIT_MS, false, { ref: false }),
  ])
  socket.destroy()
  return up
}

/**
 * Waits until a server takes a TLS handshake. Rejects, with the end of its log, when it ends before or is not
 * ready after 90 s.
 */
export async function untilReady(child: ChildProcess, edge: Edge, logFile: string): Promise<void> {
  const ca = await readFile(edge.caFile, 'utf8')
  const until = performance.now() + START_LIMIT_MS
  while (!(await takesHandshake(edge, ca))) {
    const ended = hasEnded(child)
    if (ended || performance.now() > until) {
      const log = (await readFile(logFile, 'utf8')).slice(-LOG_END_CHARACTERS)
      const how = ended ? 'it ended' : `not ready after ${START_LIMIT_MS / 1_000} s`
      throw new Error(`${edge.servername} did not start: ${how}; the end of its log:\n${log}`)
    }
    await sleep(POLL_MS)
  }
}
