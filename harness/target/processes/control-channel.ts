import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import {
  type ControlRequest,
  type Refusal,
  type ReplyOf,
  replySchemas,
  replySchema,
  requestSchema,
  type Verb,
} from '../../contract/control.ts'
import type { RoleName } from '../../contract/edge.ts'
import { RoleDied, TargetError, Unsupported } from '../errors.ts'
import { whenPatienceIsOver } from './patience.ts'

type RequestBody<V extends Verb> = Omit<Extract<ControlRequest, { verb: V }>, 'id' | 'verb'>

/** The control plane of one process that we started: seven verbs, schema-checked both ways. */
export interface ControlChannel {
  readonly pid: number
  /** Sends a verb; rejects with TargetError when it is refused, malformed or late (`whenPatienceIsOver`): Unsupported where it says so. */
  ask<V extends Verb>(verb: V, body: RequestBody<V>, timeoutMs?: number): Promise<ReplyOf<V>>
  /** Resolves when the process has ended, with how. */
  readonly ended: Promise<string>
  /** Asks to stop; ends the process by its id when it does not within `patienceMs`. */
  stop(patienceMs?: number): Promise<void>
  /** The same, where nothing needs the process to be gone: it may be kept for another system. */
  leave(patienceMs?: number): Promise<void>
  kill(signal?: NodeJS.Signals): void
}

export interface Program {
  readonly role: RoleName
  readonly argv: readonly [string, ...string[]]
  /** Where it starts; absent: where this process did. */
  readonly cwd?: string
  /** What its environment has beside ours, of which nothing is taken away. */
  readonly env?: Readonly<Record<string, string>>
  /** What the program writes to stderr: shown to a person when it fails. */
  readonly onStderr?: (line: string) => void
}

const ASK_MS = 30_000

/** Who waits for a reply. */
interface Waiting {
  answer(reply: unknown): void
  died(how: string): void
}

const isRefusal = (reply: { ok: boolean }): reply is Refusal => !reply.ok

const waitForEnd = async (child: ChildProcess) => {
  const [code, signal] = await once(child, 'exit')
  return signal === null ? `exit code ${String(code)}` : `signal ${String(signal)}`
}

/** Starts the program in this process's group; the caller must `stop` or `kill` it, also on failure. */
export function openControlChannel({ role, argv, cwd, env, onStderr }: Program): ControlChannel {
  const [command, ...args] = argv
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(cwd !== undefined && { cwd }),
    ...(env !== undefined && { env: { ...env, ...process.env } }),
  })
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  let alive = true

  const ended = Promise.race([
    waitForEnd(child),
    once(child, 'error').then(([error]) => String(error)),
  ]).then((how) => {
    alive = false
    for (const { died } of waiting.values()) died(how)
    waiting.clear()
    return how
  })
  const { stdin, stdout, stderr } = child
  // A child that died breaks the pipe: `ended` tells, the write error would only repeat it.
  stdin.on('error', () => undefined)
  createInterface({ input: stderr }).on('line', (line) => onStderr?.(line))
  createInterface({ input: stdout }).on('line', (line) => {
    const reply = parseLine(line)
    waiting.get(reply.id)?.answer(reply.value)
    waiting.delete(reply.id)
  })

  function send(verb: Verb, body: object): number {
    const id = ++lastId
    stdin.write(`${JSON.stringify(requestSchema.parse({ id, verb, ...body }))}\n`)
    return id
  }

  const exchange = (verb: Verb, body: object, timeoutMs: number) =>
    new Promise<unknown>((resolve, reject) => {
      const id = send(verb, body)
      const callOff = whenPatienceIsOver(child.pid ?? -1, timeoutMs, (waitedMs) => {
        waiting.delete(id)
        const problem = `no reply to ${verb} within ${waitedMs} ms`
        reject(new TargetError(role, problem, 'is it stuck? stop it and look at its output'))
      })
      waiting.set(id, {
        answer(reply) {
          callOff()
          resolve(reply)
        },
        died(how) {
          callOff()
          reject(new RoleDied(role, how))
        },
      })
    })

  async function stop(patienceMs = 5_000) {
    if (!alive) return
    const left = new Promise<'late'>((resolve) => {
      const timer = setTimeout(() => resolve('late'), patienceMs)
      timer.unref()
    })
    send('stop', {})
    stdin.end()
    if ((await Promise.race([ended, left])) === 'late') child.kill('SIGKILL')
    await ended
  }

  return {
    pid: child.pid ?? -1,
    ended,
    async ask(verb, body, timeoutMs = ASK_MS) {
      if (!alive) throw new RoleDied(role, await ended)
      const received = await exchange(verb, body, timeoutMs)
      const parsed = replySchema.of(verb).safeParse(received)
      if (!parsed.success) {
        const why = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
        const problem = `its reply to ${verb} is not of the contract's form (${why.join('; ')})`
        throw new TargetError(
          role,
          problem,
          'correct the adapter; harness/contract/control.ts is the form',
        )
      }
      if (isRefusal(parsed.data)) {
        throw refused(role, verb, parsed.data)
      }
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the table's row for `verb` made it
      return replySchemas[verb].parse(received) as ReplyOf<typeof verb>
    },
    stop,
    leave: stop,
    kill(signal = 'SIGKILL') {
      if (alive) child.kill(signal)
    },
  }
}

const REMEDIES: Record<Exclude<Refusal['why'], 'unsupported'>, string> = {
  'bad-request': 'correct what it was given',
  error: 'look at its output',
  'port-in-use': 'free the port or let the system choose one',
}

function refused(role: RoleName, verb: Verb, { why, text }: Refusal): TargetError {
  const problem = `refused ${verb}: ${why}, ${text}`
  return why === 'unsupported'
    ? new Unsupported(role, problem)
    : new TargetError(role, problem, REMEDIES[why])
}

function parseLine(line: string): { id: number; value: unknown } {
  try {
    const value: unknown = JSON.parse(line)
    const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined
    return { id: typeof id === 'number' ? id : -1, value }
  } catch {
    return { id: -1, value: undefined }
  }
}
