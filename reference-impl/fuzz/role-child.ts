import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import {
  type AnyReply,
  replySchema,
  type ReplyOf,
  type StartRequest,
} from '../../harness/contract/control.ts'

/** A role's process, spoken to by control verbs. */
export interface Child {
  start(request: Omit<StartRequest, 'id' | 'verb'>): Promise<ReplyOf<'start'>>
  /** Where it listens; 0 for an agent. */
  port(): number
  /** What it counted; answered only while its event loop turns. */
  drain(): Promise<Record<string, number>>
  /** Writes lines that are anything; resolves when each was answered. */
  feed(lines: readonly string[]): Promise<readonly unknown[]>
  residentBytes(): Promise<number>
  /** Undefined while it lives; else how it died, with the end of what it wrote. */
  death(): string | undefined
  /** As `death`, but waits so long for it. */
  diedWithin(ms: number): Promise<string | undefined>
  /** The end of what it wrote to stderr. */
  said(): string
  stop(): Promise<void>
}

const STOP_WITHIN_MS = 10_000
const MOST_HEARD = 4_000
const KIB = 1_024

/** What is not collected by then is a leak: the role dies of it. In MiB. */
const HEAP_LIMIT = '--max-old-space-size=256'

/** `roles` as `--roles` takes them, `flags` as they come after it. */
export function spawnRole(
  roles: string,
  program = new URL('../main.js', import.meta.url),
  flags: readonly string[] = [],
): Child {
  const main = fileURLToPath(program)
  const child = spawn(process.execPath, [HEAP_LIMIT, main, '--roles', roles, ...flags], {
    stdio: 'pipe',
    detached: true,
  })
  const exited = once(child, 'exit')
  let heard = ''
  let dead: string | undefined
  let listening = 0
  const waiting: ((reply: unknown) => void)[] = []

  child.stderr.on('data', (chunk: Buffer) => {
    heard = (heard + chunk.toString()).slice(-MOST_HEARD)
  })
  child.stdin.on('error', () => undefined)
  child.once('exit', (code, signal) => {
    dead = `the ${roles} died (${signal ?? code}): ${heard}`
    for (const give of waiting.splice(0)) give(undefined)
  })
  createInterface({ input: child.stdout }).on('line', (line) => {
    const reply: unknown = JSON.parse(line)
    waiting.shift()?.(reply)
  })

  const feed = (lines: readonly string[]) => {
    if (dead !== undefined) return Promise.reject(new Error(dead))
    const replies = lines.map(() => new Promise<unknown>((resolve) => waiting.push(resolve)))
    child.stdin.write(lines.map((line) => `${line}\n`).join(''))
    return Promise.all(replies)
  }

  async function ask(request: { verb: 'start' | 'drain' } & Record<string, unknown>) {
    const [reply] = await feed([JSON.stringify({ id: 1, ...request })])
    if (dead !== undefined) throw new Error(dead)
    const parsed: AnyReply = replySchema.of(request.verb).parse(reply)
    if (!parsed.ok) throw new Error(`the ${roles} refused ${request.verb}: ${parsed.text}`)
    return parsed
  }

  return {
    async start(request) {
      const reply = await ask({ verb: 'start', ...request })
      if (!('listening' in reply)) throw new Error(`the ${roles} did not tell where it listens`)
      listening = Object.values(reply.listening)[0]?.port ?? 0
      return reply
    },
    port: () => listening,
    async drain() {
      const reply = await ask({ verb: 'drain' })
      return 'counters' in reply ? reply.counters : {}
    },
    feed,
    async residentBytes() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '')
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * KIB
    },
    death: () => dead,
    async diedWithin(ms) {
      await Promise.race([exited, setTimeout(ms, undefined, { ref: false })])
      return dead
    },
    said: () => heard,
    async stop() {
      const impatience = globalThis.setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS)
      child.stdin.end()
      if (dead === undefined) await exited
      clearTimeout(impatience)
    },
  }
}
