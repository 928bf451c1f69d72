/** Hands accounts out in turn, none that is in use, each time with its next password's generation. */
export function createAccountQueue(accounts: number, firstGeneration: number) {
  /** A ring: who is free lies from `taken` to `given`, both counted without end. */
  const free = Uint32Array.from({ length: accounts }, (_, account) => account)
  const generations = new Uint32Array(accounts).fill(firstGeneration)
  let taken = 0
  let given = accounts
  return {
    take() {
      const account = free[taken % accounts]
      if (account === undefined || taken === given) {
        throw new RangeError(`all ${accounts} accounts are in use`)
      }
      taken++
      const generation = generations[account] ?? firstGeneration
      generations[account] = generation + 1
      return { account, generation }
    },
    giveBack(account: number) {
      free[given % accounts] = account
      given++
    },
  }
}
