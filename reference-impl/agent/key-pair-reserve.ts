/**
 * Key pairs of a process that plays in one system after another (`--stay`). Making one costs some 200 ms of
 * processor time, more than all else that a short system does; those that an earlier system left are as good for the
 * next one, which knows nothing of it. Within a system none is given twice (PWB-KEY-2).
 */
export function createKeyPairReserve(make: () => Promise<string>) {
  const made: string[] = []
  return {
    /** Where one system's pairs come from. */
    forSystem() {
      const left = [...made]
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
