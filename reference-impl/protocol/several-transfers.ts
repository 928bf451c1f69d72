import type { Session } from 'rhea'

/** Small enough that every message of ours needs more than one transfer. */
const PAYLOAD_BYTES = 48

/** Cuts each message sent in the session into several transfers, as often as `when` says so. */
export function sendInSeveralTransfers(session: Session, when: () => boolean): void {
  const outgoing: unknown = Reflect.get(session, 'outgoing')
  const compute: unknown = Reflect.get(Object(outgoing), 'compute_max_payload')
  if (typeof compute !== 'function')
    throw new TypeError('a session of rhea is not made as known here (3.0.5)')
  Reflect.set(Object(outgoing), 'compute_max_payload', (tag: unknown): unknown =>
    when() ? PAYLOAD_BYTES : compute.call(outgoing, tag),
  )
}
