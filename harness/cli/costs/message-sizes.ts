import type { MessageSizes } from '../../../reports/model/result.ts'
import type { TapMessage } from '../../wire/amqp/message-log.ts'

type Type = MessageSizes['type']

/** Before `silentFromMs` nothing but resets; from then on nothing but heartbeats. */
export interface Spans {
  readonly measuredFromMs: number
  readonly silentFromMs: number
}

function typeOf({ at, direction }: TapMessage, { measuredFromMs, silentFromMs }: Spans) {
  if (at >= silentFromMs) return direction === 'outbound' ? 'heartbeat' : null
  if (at < measuredFromMs) return null
  return direction === 'inbound' ? 'request' : 'result'
}

/** How large each type of message was on the agent's link, from what was going on when it passed. */
export function sizesOf(messages: readonly TapMessage[], spans: Spans): MessageSizes[] {
  const byType = new Map<Type, TapMessage[]>()
  for (const message of messages) {
    const type = typeOf(message, spans)
    if (type !== null) byType.set(type, [...(byType.get(type) ?? []), message])
  }
  return [...byType].map(([type, all]) => {
    const sizes = all.map(({ sizeBytes }) => sizeBytes).toSorted((a, b) => a - b)
    return {
      type,
      direction: type === 'request' ? 'inbound' : 'outbound',
      count: sizes.length,
      minBytes: sizes[0] ?? 0,
      medianBytes: sizes[Math.floor(sizes.length / 2)] ?? 0,
      maxBytes: sizes.at(-1) ?? 0,
    }
  })
}
