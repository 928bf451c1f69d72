/** Hands accounts out in turn, none that is in use, each time with its next password's generation. */
export function createAccountQueue(accounts: number, firstGeneration: number) {
  const free = Array.from({ length: accounts }, (_, account) => account)
  const generations = new Uint32Array(accounts).fill(firstGeneration)
  return {
    take() {
      const account = free.shift()
      if (account === undefined) throw new RangeError(`all ${accounts} accounts are in use`)
      const generation = generations[account] ?? firstGeneration
      generations[account] = generation + 1
      return { account, generation }
    },
    giveBack(account: number) {
      free.push(account)
    },
  }
}
