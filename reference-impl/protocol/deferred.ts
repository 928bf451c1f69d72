/** A promise with its resolve beside it (`Promise.withResolvers`, which Node 20 lacks). */
export interface Deferred<T> {
  readonly promise: Promise<T>
  resolve(value: T): void
}

export function createDeferred<T = void>(): Deferred<T> {
  const hooks: { resolve?: (value: T) => void } = {}
  const promise = new Promise<T>((resolve) => {
    hooks.resolve = resolve
  })
  return { promise, resolve: (value) => hooks.resolve?.(value) }
}
