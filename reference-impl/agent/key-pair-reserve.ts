/**
 * Key pairs of a process that plays in one system after another (`--stay`). Making one costs some 200 ms of
 * processor time, more than all else that a short system does; those that an earlier system left are as good for the
 * next one, which knows nothing of it. Within a system none is given twice (PWB-KEY-2), whether or not its agent, or
 * another system's in between, was stopped and started again in this process.
 */
export function createKeyPairReserve(make: () => Promise<string>) {
  const made: string[] = []
  const leftOf = new Map<string, string[]>()
  return {
    /** Where the pairs of one system come from, told by its state directory. */
    forSystem(stateDir: string) {
      const left = leftOf.get(stateDir) ?? [...made]
      leftOf.set(stateDir, left)
      return async () => {
        const known = left.shift()
        if (known !== undefined) return known
        const pair = await make()
        made.push(pair)
        return pair
      }
    },
  }
}
