/**
 * Marks work that goes on while a check does something else and is awaited later. A run that ends in
 * between (Ctrl-C, a dead role) makes it fail with nobody waiting, which must not crash the program.
 */
export function inBackground<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined)
  return work
}
