import { expect, it } from 'vitest'
import type { Runners } from './runners.ts'
import { type Deviations, runUnder } from './run-under.ts'

async function asked(deviations: Deviations) {
  let told: { words: string; fresh: boolean | undefined } | undefined
  const runners: Runners = {
    run(argv, _, fresh) {
      told = { words: argv.slice(0, argv.indexOf('--firings')).join(' '), fresh }
      return Promise.resolve(0)
    },
    close: () => Promise.resolve(),
  }
  await runUnder(runners, deviations, ['PWB-OPS-1'], new AbortController().signal)
  return told
}

it('asks the shipped command for what deviates, and for systems one by one', async () => {
  expect(await asked({ fault: ['a'], profile: 'p', oneByOne: true, fresh: true })).toEqual({
    words: 'conform --no-page --one-by-one --profile p --only PWB-OPS-1 --fault a',
    fresh: true,
  })
  expect(await asked({ variant: ['b', 'c'] })).toEqual({
    words: 'conform --no-page --only PWB-OPS-1 --variant b --variant c',
    fresh: false,
  })
})
