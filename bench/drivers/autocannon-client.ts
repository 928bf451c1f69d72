import type { EventEmitter } from 'node:events'

/**
 * What is used of an autocannon client beyond its documentation: it asks `getRequestBuffer` for the bytes
 * of each request, after `nextRequest` where it is not the first; hands each reply's body to `recordBody`
 * before its `response` event; and destroys itself instead of sending more than `responseMax` requests.
 * Of autocannon 9.0.0, the version that is installed.
 */
export interface HookedClient extends EventEmitter {
  /** The socket in use; another one after the connection was lost. */
  readonly conn: unknown
  readonly reqsMade: number
  responseMax: number | undefined
  getRequestBuffer: () => Buffer
  readonly requestIterator: {
    nextRequest: () => void
    recordBody: (request: unknown, status: number, body: string, headers: unknown) => void
  }
}

const REQUIRED = {
  getRequestBuffer: 'function',
  reqsMade: 'number',
  'requestIterator.nextRequest': 'function',
  'requestIterator.recordBody': 'function',
} as const satisfies Record<string, 'function' | 'number'>

const typeAt = (owner: object, path: string) => {
  const found = path
    .split('.')
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined,
      owner,
    )
  return typeof found
}

const missingOf = (client: EventEmitter) =>
  Object.entries(REQUIRED)
    .filter(([path, type]) => typeAt(client, path) !== type)
    .map(([path]) => path)

const isHooked = (client: EventEmitter): client is HookedClient => missingOf(client).length === 0

/** The client as above. Throws TypeError where it is another: it would send requests that are not ours. */
export function hooked(client: EventEmitter): HookedClient {
  if (isHooked(client)) return client
  throw new TypeError(
    `autocannon: found a client without ${missingOf(client).join(', ')}, must be that of 9.0.0; install that version`,
  )
}
