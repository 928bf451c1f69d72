/** A promise with its two ends outside, as ES2024's `Promise.withResolvers` gives (Node 20 lacks it). */
export interface Deferred<T> {
  readonly promise: Promise<T>
  readonly resolve: (value: T) => void
  readonly reject: (reason: unknown) => void
}

export function deferred<T>(): Deferred<T> {
  const ends: { resolve?: Deferred<T>['resolve']; reject?: Deferred<T>['reject'] } = {}
  const promise = new Promise<T>((resolve, reject) => {
    ends.resolve = resolve
    ends.reject = reject
  })
  return {
    promise,
    resolve: (value) => ends.resolve?.(value),
    reject: (reason) => ends.reject?.(reason),
  }
}
