import { setTimeout as sleep } from 'node:timers/promises'
import type { TapMessage } from '../wire/tap.ts'
import type { Context } from './requirement.ts'

/** A portal that sends behind its answer's back has done so by then. */
const AFTERWARDS_MS = 40

export interface Carried<T> {
  readonly result: T
  /** What the portal sent towards the relay: requests. */
  readonly requests: number
  /** What the relay sent to the portal: results, and heartbeats that are due. */
  readonly answers: number
}

const count = (messages: readonly TapMessage[], direction: TapMessage['direction']) =>
  messages.filter((message) => message.direction === direction).length

/** What the inspecting tap on the portal's relay link saw while the work was done. */
export async function messagesDuring<T>(
  t: Context<'portalLink', string>,
  name: string,
  work: () => Promise<T>,
): Promise<Carried<T>> {
  const before = t.portalLink.messages().length
  const result = await work()
  await sleep(AFTERWARDS_MS)
  const messages = t.portalLink.messages().slice(before)
  const requests = count(messages, 'outbound')
  const answers = count(messages, 'inbound')
  t.saw('tap', `${name}: ${requests} messages to the relay, ${answers} from it`)
  return { result, requests, answers }
}

/** No message reached the relay. */
export const expectNone = <F extends string>(
  t: Context<'portalLink', F>,
  { requests }: Carried<unknown>,
  code: F,
  name: string,
) =>
  t.expect(requests === 0, code, {
    expected: `${name}: 0 messages to the relay`,
    observed: `${requests} messages`,
  })

/** The control of `expectNone`: the tap counts the request and the result of what is written back. */
export const expectTwo = <F extends string>(
  t: Context<'portalLink', F>,
  { requests, answers }: Carried<unknown>,
  code: F,
) =>
  t.expect(requests === 1 && answers >= 1, code, {
    expected: 'the tap counts a request and a result of an operation that is written back',
    observed: `${requests} messages to the relay, ${answers} from it`,
  })
