import { readRequest } from '../control.ts'
import { ANSWER_WITHIN_MS } from './exchange.ts'
import { type FuzzEdge, Finding } from './edge.ts'
import { makeInput } from './mutators.ts'
import { createRandom } from './random.ts'
import type { Child } from './role-child.ts'
import { Found, type Outcome, type Stretch } from './run-in-process.ts'

const LINES_AT_ONCE = 256
const LINE_ENDS = /[\r\n\u2028\u2029]/g

/** A verb that came out valid may stop the process or move its clock: only these are sent. */
const isHarmless = (line: string): boolean => {
  const request = readRequest(line)
  return 'why' in request || request.verb === 'hello' || request.verb === 'drain'
}

const linesAt = (edge: FuzzEdge, seed: number, from: number): string[] =>
  Array.from({ length: LINES_AT_ONCE }, (_, at) =>
    makeInput(createRandom(seed, from + at), edge.corpus)
      .toString()
      .replaceAll(LINE_ENDS, ' '),
  ).filter(isHarmless)

function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Finding(`lines not answered within ${ANSWER_WITHIN_MS} ms`)),
      ANSWER_WITHIN_MS,
    )
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** An answer is an object with `ok`; `error` would mean that a line got further than the reader. */
function requireAnswer(reply: unknown): void {
  const isAnswer = typeof reply === 'object' && reply !== null && 'ok' in reply
  if (!isAnswer || ('why' in reply && reply.why === 'error')) {
    throw new Finding(`answered ${JSON.stringify(reply)}`)
  }
}

/** Lines through the pipe into a role's process; each has to be answered. Rejects with Found. */
export async function runControl(edge: FuzzEdge, child: Child, stretch: Stretch): Promise<Outcome> {
  const { seed, from, inputs, isOver, onProgress } = stretch
  let done = 0
  for (let at = from; done < inputs && !isOver(); at += LINES_AT_ONCE) {
    const lines = linesAt(edge, seed, at)
    try {
      for (const reply of await within(child.feed(lines))) requireAnswer(reply)
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error)
      throw new Found(
        problem,
        at,
        lines.map((line) => Buffer.from(line)),
      )
    }
    done += lines.length
    onProgress(done)
  }
  return { inputs: done, accepted: done }
}
