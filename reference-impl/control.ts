import { createInterface } from 'node:readline'
import {
  type AnyReply,
  type ControlRequest,
  requestSchema,
  type StartRequest,
  type StatedDeviations,
  VERBS,
} from '../harness/contract/control.ts'
import type { RoleName } from '../harness/contract/edge.ts'
import type { DrivenClock } from './clock.ts'
import type { Faults } from './faults.ts'
import { BadStart, type RunningRole, type StartRole } from './role.ts'

const VERSION = '0.1.0'
const CAPABILITIES = ['clock', 'pids', 'testKeys']

export interface ControlOptions {
  readonly roles: Readonly<Partial<Record<RoleName, StartRole>>>
  readonly clock: DrivenClock
  readonly faults: Faults
  /** Takes the place of `faults` when hello states deviations; throws BadStart. */
  readonly deviate?: (stated: StatedDeviations) => Faults
  /** What systems share, one after the other. */
  readonly keyPairs?: string | undefined
  readonly input: NodeJS.ReadableStream
  readonly write: (line: string) => void
}

type Refuse = Extract<AnyReply, { ok: false }>

const refuse = (id: number, why: Refuse['why'], text: string): Refuse => ({
  id,
  ok: false,
  why,
  text,
})

const refusalOf = (id: number, error: unknown): Refuse => {
  if (error instanceof BadStart) return refuse(id, 'bad-request', error.message)
  const text = error instanceof Error ? error.message : String(error)
  const inUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
  return refuse(id, inUse ? 'port-in-use' : 'error', text)
}

const isRole = (roles: ControlOptions['roles'], role: string): role is RoleName => role in roles

/**
 * Speaks the seven verbs over JSON lines; a `drain` that has to wait does not hold up the next verb.
 * Resolves after `stop`, or when the input ends: a harness that died must not leave its system running.
 */
export async function serveControl(options: ControlOptions): Promise<'stopped' | 'input ended'> {
  const { roles, clock, write } = options
  let { faults } = options
  const running = new Map<RoleName, RunningRole>()
  const each = <T>(run: (role: RunningRole) => Promise<T>) =>
    Promise.all([...running.values()].map(run))

  function hello({ id, deviations }: Extract<ControlRequest, { verb: 'hello' }>): AnyReply {
    if (deviations !== undefined) {
      if (options.deviate === undefined)
        return refuse(id, 'unsupported', 'this process deviates as its arguments say')
      faults = options.deviate(deviations)
    }
    return {
      id,
      ok: true,
      name: 'writeback reference',
      version: VERSION,
      roles: Object.keys(roles).filter((role) => isRole(roles, role)),
      verbs: [...VERBS],
      capabilities: CAPABILITIES,
    }
  }

  async function start(request: StartRequest): Promise<AnyReply> {
    const { id, role } = request
    const startRole = isRole(roles, role) ? roles[role] : undefined
    if (startRole === undefined)
      return refuse(id, 'unsupported', `this process has no role ${role}`)
    if (running.has(role)) return refuse(id, 'bad-request', `role ${role} runs already`)
    const { keyPairs } = options
    const context = { start: request, clock, faults, keyPairs }
    const { listening, logs, ...rest } = await startRole(context)
    running.set(role, { listening, logs, ...rest })
    const { administration, stateDir, testKeysFile } = rest
    return {
      id,
      ok: true,
      pids: [process.pid],
      listening,
      logs,
      ...(administration !== undefined && { administration }),
      ...(stateDir !== undefined && { stateDir }),
      ...(testKeysFile !== undefined && { testKeysFile }),
    }
  }

  async function advance(request: Extract<ControlRequest, { verb: 'advance' }>): Promise<AnyReply> {
    const { id, to, mode } = request
    if (to !== undefined) await (mode === 'jump' ? clock.jumpTo(to) : clock.stepTo(to))
    return { id, ok: true, now: clock.now(), nextDueMs: clock.nextDueMs() }
  }

  async function drain(id: number): Promise<AnyReply> {
    const counters: Record<string, number> = {}
    const parts = await each((role) => role.drain())
    // Where Node was started with --expose-gc: for who measures memory.
    globalThis.gc?.()
    for (const part of parts) {
      for (const [name, value] of Object.entries(part))
        counters[name] = (counters[name] ?? 0) + value
    }
    return { id, ok: true, counters }
  }

  const stop = async () => {
    await each((role) => role.stop())
    running.clear()
  }

  async function handle(request: ControlRequest): Promise<AnyReply> {
    const { id } = request
    switch (request.verb) {
      case 'hello':
        return hello(request)
      case 'start':
        return start(request)
      case 'reset':
        await each((role) => role.reset(request.caseId))
        return { id, ok: true }
      case 'advance':
        return advance(request)
      case 'rotate': {
        const able = [...running.values()].filter((role) => role.rotate !== undefined)
        if (able.length === 0)
          return refuse(id, 'unsupported', 'no role here rotates keys on demand')
        for (const rotating of able) await rotating.rotate?.(request.what)
        return { id, ok: true }
      }
      case 'drain':
        return drain(id)
      case 'stop':
        await stop()
        return { id, ok: true }
    }
  }

  let asked = false
  for await (const line of createInterface({ input: options.input })) {
    const request = readRequest(line)
    if ('why' in request) {
      write(JSON.stringify(request))
      continue
    }
    const answered = handle(request)
      .catch((error: unknown) => refusalOf(request.id, error))
      .then((reply) => write(JSON.stringify(reply)))
    if (request.verb === 'stop') {
      await answered
      asked = true
      break
    }
  }
  await stop()
  clock.stop()
  return asked ? 'stopped' : 'input ended'
}

/** One line, read: a verb, or the refusal to answer it with. Never throws. */
export function readRequest(line: string): ControlRequest | Refuse {
  let input: unknown
  try {
    input = JSON.parse(line)
  } catch {
    return refuse(0, 'bad-request', 'a request is one JSON object a line')
  }
  const parsed = requestSchema.safeParse(input)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  const id = typeof input === 'object' && input !== null && 'id' in input ? Number(input.id) : 0
  return refuse(Number.isInteger(id) ? id : 0, 'bad-request', problems.join('; '))
}
