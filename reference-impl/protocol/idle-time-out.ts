import type { Connection } from 'rhea'

/** Less is announced than is waited for: a keep-alive may be late, and is sent early enough for NET-3 and NET-4. */
const ANNOUNCED = 0.9

/** What the other side is told, which writes within half of it (AMQP 1.0, 2.4.5). Milliseconds. */
export const announcedMs = (idleTimeoutMs: number): number => Math.round(ANNOUNCED * idleTimeoutMs)

const setIdleTimeOut = (connection: Connection, whose: 'local' | 'remote', ms: number) => {
  const side: unknown = Reflect.get(connection, whose)
  const opened: unknown = side instanceof Object ? Reflect.get(side, 'open') : undefined
  if (opened instanceof Object) Reflect.set(opened, 'idle_time_out', ms)
}

/** At the peer's open: from then on rhea gives a silent peer up after twice this, not after twice what was announced. */
export function enforceIdleTimeOut(connection: Connection, idleTimeoutMs: number): void {
  // rhea writes its own open when all that came with the peer's is handled.
  setImmediate(() => setIdleTimeOut(connection, 'local', idleTimeoutMs))
}

/** rhea sends empty frames as often as the peer's open asks for; there is no option against it. */
export const sendNoKeepAlives = (connection: Connection): void =>
  setIdleTimeOut(connection, 'remote', 0)
