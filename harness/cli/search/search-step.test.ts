import { expect, it } from 'vitest'
import { goneOn } from './search-step.ts'

it('goes round all accounts over the steps, each time with passwords that none has used', () => {
  const accounts = 10
  const steps = [7, 12, 4]
  let before = 0
  const turns = steps.flatMap((operations) => {
    const { account, generation } = goneOn(
      { operations, accounts, seed: 1 },
      { before, firstGeneration: 5 },
    )
    before += operations
    return [...account].map((each, index) => ({ account: each, generation: generation[index] }))
  })
  expect(turns).toHaveLength(7 + 12 + 4)
  for (const [index, { account, generation }] of turns.entries()) {
    expect(generation).toBe(5 + Math.floor(index / accounts))
    const again = turns.slice(index + 1).findIndex((turn) => turn.account === account)
    expect(again === -1 || again === accounts - 1).toBe(true)
  }
})
