import { expect, it } from 'vitest'
import type { System } from '../../harness/target/system.ts'
import type { Disturbance, Disturbed } from './disturbance.ts'
import { DISTURBANCES } from './index.ts'
import { runDisturbances } from './run-disturbances.ts'

// No disturbance of these tests looks at the system.
// oxlint-disable-next-line typescript/no-unsafe-type-assertion
const AT: Disturbed = { system: {} as System, tenant: 'contoso' }

/** Kinds that only note when they begin and are undone; `fails`: the one that cannot be undone. */
function noting(log: string[], fails?: string) {
  const kind = (name: string): Disturbance => ({
    title: name,
    occupies: [],
    begin() {
      log.push(`${name} begins`)
      return Promise.resolve(() => {
        log.push(`${name} is undone`)
        return name === fails ? Promise.reject(new Error(name)) : Promise.resolve(`was ${name}`)
      })
    },
  })
  return { ...DISTURBANCES, 'link-cut': kind('cut'), 'link-slow': kind('slow') }
}

const since = () => {
  const start = performance.now()
  return () => performance.now() - start
}

const cutWithin = { kind: 'link-cut', atMs: 0, durationMs: 60 } as const
const slowWithin = { kind: 'link-slow', atMs: 20, durationMs: 5 } as const

it('disturbances overlap as they were planned, and tell when they really were', async () => {
  const log: string[] = []
  const planned = [cutWithin, slowWithin]
  const done = await runDisturbances(AT, planned, since(), { kinds: noting(log) })
  expect(log).toEqual(['cut begins', 'slow begins', 'slow is undone', 'cut is undone'])
  expect(done.map(({ kind, told }) => [kind, told])).toEqual([
    ['link-cut', 'was cut'],
    ['link-slow', 'was slow'],
  ])
  const [cut] = done
  expect((cut?.toMs ?? 0) - (cut?.fromMs ?? 0)).toBeGreaterThanOrEqual(59)
})

it('in turn, one waits until the one before it is undone', async () => {
  const log: string[] = []
  await runDisturbances(AT, [cutWithin, slowWithin], since(), { inTurn: true, kinds: noting(log) })
  expect(log).toEqual(['cut begins', 'cut is undone', 'slow begins', 'slow is undone'])
})

it('one that cannot be undone leaves none of the others behind', async () => {
  const log: string[] = []
  const planned = [slowWithin, cutWithin]
  const run = runDisturbances(AT, planned, since(), { kinds: noting(log, 'slow') })
  await expect(run).rejects.toThrow('slow')
  expect(log.at(-1)).toBe('cut is undone')
})

it('a load that ends early takes back what has begun, and begins no more', async () => {
  const log: string[] = []
  const planned = [
    { ...cutWithin, durationMs: 60_000 },
    { ...slowWithin, atMs: 60_000 },
  ]
  const signal = AbortSignal.timeout(20)
  const done = await runDisturbances(AT, planned, since(), { signal, kinds: noting(log) })
  expect(log).toEqual(['cut begins', 'cut is undone'])
  expect(done.map(({ kind }) => kind)).toEqual(['link-cut'])
})
