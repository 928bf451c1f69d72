import type { Domain } from './domain.ts'
import { type AnsweredOperation, execute } from './execute.ts'
import { CODE, MAX_MESSAGE_BYTES } from './ldap/protocol.ts'
import type { LdapRequest } from './ldap/request.ts'
import { encodeEntry, encodeResult, type Result } from './ldap/response.ts'
import type { EmitEntry } from './operations/search.ts'
import { Refusal, resultOf } from './results.ts'
import type { Session } from './session.ts'
import { createVariedResponses } from './vary-responses.ts'

const COUNTED = {
  bind: 'binds',
  search: 'searches',
  modify: 'modifies',
  add: 'adds',
  delete: 'deletes',
} as const
type Counter = (typeof COUNTED)[keyof typeof COUNTED] | 'refused'

/** What is no refusal. */
const ANSWERS: readonly number[] = [CODE.success, CODE.compareTrue, CODE.compareFalse]

/** Operations of all connections: counted, and waited for. */
export interface Service {
  /**
   * Does an operation and sends what it gives through `send`, its result last. A promise only where it
   * takes more than one turn.
   */
  answer(
    session: Session,
    request: LdapRequest & { readonly operation: AnsweredOperation },
    send: (bytes: Buffer) => void,
  ): Promise<void> | undefined
  counters(): Record<string, number>
  /** A message is to leave in two pieces. */
  splitsWrites(): boolean
  /** Resolves when no operation is in progress. */
  idle(): Promise<void>
}

const isCounted = (kind: string): kind is keyof typeof COUNTED => Object.hasOwn(COUNTED, kind)

/** What went wrong, without the words of an error that nobody foresaw: they might hold a value. */
const report = (kind: string, error: unknown) => {
  const frames = error instanceof Error ? (error.stack ?? '').split('\n    at ').slice(1, 4) : []
  process.stderr.write(`directory: ${kind} failed unexpectedly at ${frames.join(' < ')}\n`)
}

export function createService(domain: Domain): Service {
  const counts: Record<Counter, number> = {
    binds: 0,
    searches: 0,
    modifies: 0,
    adds: 0,
    deletes: 0,
    refused: 0,
  }
  const running = new Set<Promise<void>>()
  const varied = createVariedResponses(domain)

  const resultOfError = (kind: string, error: unknown): Result => {
    if (error instanceof Refusal) return resultOf(error, varied.dialect())
    report(kind, error)
    return { code: CODE.operationsError, text: '' }
  }

  return {
    answer(session, { id, operation, controls }, write) {
      const { kind } = operation
      if (isCounted(kind)) counts[COUNTED[kind]]++
      const send = (bytes: Buffer) => write(varied.bytes(bytes))
      const sendEntry: EmitEntry = (dn, attributes) => {
        const bytes = encodeEntry(id, dn, attributes)
        if (bytes.length > MAX_MESSAGE_BYTES) throw new Refusal('too-large-to-send')
        send(bytes)
      }
      const entries = varied.entries(id, operation, sendEntry, send)
      const finish = (result: Result) => {
        if (!ANSWERS.includes(result.code)) counts.refused++
        send(encodeResult(id, kind, result))
      }
      const complete = (result: Result) => {
        entries.finish()
        finish(result)
      }
      const fail = (error: unknown) => finish(resultOfError(kind, error))
      const run = () => execute(domain, session, operation, controls, entries.emit)
      try {
        const result = varied.delay()?.then(run) ?? run()
        if (!(result instanceof Promise)) {
          complete(result)
          return undefined
        }
        const done = result.then(complete).catch(fail)
        running.add(done)
        return done.finally(() => running.delete(done))
      } catch (error) {
        fail(error)
        return undefined
      }
    },
    splitsWrites: () => domain.faults.fires('directory-splits-writes'),
    counters: () => ({ ...counts }),
    async idle() {
      while (running.size > 0) await Promise.all(running)
    },
  }
}
