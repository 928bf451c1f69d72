import type { ToldOperation } from './accounts.ts'

type Told = ReadonlyMap<number, readonly ToldOperation[]>

/** When the last of them began or ended; those that never ended have no end. */
const lastMs = (told: Told): number =>
  [...told.values()]
    .flat()
    .flatMap(({ dispatchedMs, doneMs }) => [dispatchedMs, doneMs])
    .filter((ms) => Number.isFinite(ms))
    .reduce((latest, ms) => Math.max(latest, ms), 0)

const earlierBy = (operations: readonly ToldOperation[], ms: number): readonly ToldOperation[] =>
  operations.map((each) => ({
    ...each,
    dispatchedMs: each.dispatchedMs - ms,
    doneMs: each.doneMs - ms,
  }))

/**
 * What accounts were told over several loads, one after the other: an account whose last reset was
 * refused keeps the password of a load before.
 */
export class AccountHistory {
  #told = new Map<number, readonly ToldOperation[]>()
  #next = 1

  /** The first generation of passwords that no load has used. */
  get nextGeneration(): number {
    return this.#next
  }

  /** All that was ever told, by account. */
  get everyone(): Told {
    return this.#told
  }

  /**
   * Adds a load that is over and whose generations began at `nextGeneration`. Gives all that was ever told
   * of the accounts that it touched, in times of this load: earlier ones are below 0.
   */
  add(told: Told): Map<number, readonly ToldOperation[]> {
    const whole = new Map(
      [...told].map(([account, its]) => [account, [...(this.#told.get(account) ?? []), ...its]]),
    )
    const endMs = lastMs(told) + 1
    const everyone = new Map([...this.#told, ...whole])
    this.#told = new Map([...everyone].map(([account, its]) => [account, earlierBy(its, endMs)]))
    for (const { generation } of [...told.values()].flat()) {
      this.#next = Math.max(this.#next, generation + 1)
    }
    return whole
  }
}
