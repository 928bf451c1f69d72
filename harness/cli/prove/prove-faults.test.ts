import { expect, it } from 'vitest'
import type { RequirementResult } from '../../../reports/model/result.ts'
import { byWaiting, proveFaults } from './prove-faults.ts'
import type { Deviations, Ran } from './run-under.ts'

const WAITS = { fault: 'waits', kills: { 'PWB-BW-1': 'wrong' } }
const WORKS = { fault: 'works', kills: { 'PWB-POL-2': 'wrong' } }

const result = (id: string, failed: boolean): RequirementResult => ({
  id,
  level: 'MUST',
  subject: 'agent',
  title: id,
  verdict: failed ? 'fail' : 'pass',
  timeMode: 'real',
  durationMs: 1,
  findings: failed ? [{ code: 'wrong', meaning: '', expected: '', observed: '' }] : [],
  evidence: [],
})

/** Runs that fail where `fails` says so. */
function proving(fails: (deviations: Deviations) => boolean) {
  const runs: string[] = []
  const controller = new AbortController()
  const run = (deviations: Deviations, ids: readonly string[]): Promise<Ran> => {
    runs.push(`${deviations.fault?.join()}${deviations.fresh === true ? ' fresh' : ''}`)
    return Promise.resolve({
      exitCode: 1,
      requirements: ids.map((id) => result(id, fails(deviations))),
      durationMs: 1,
      firings: () => 1,
    })
  }
  const { signal } = controller
  return { runs, controller, with: { jobs: 2, run, signal, say: () => undefined } }
}

it('knows whose judges mostly wait', () => {
  const both = { fault: 'both', kills: { ...WAITS.kills, ...WORKS.kills } }
  const none = { fault: 'none', kills: {} }
  expect(byWaiting([WORKS, WAITS, both, none])).toEqual({
    waiting: [WAITS],
    working: [WORKS, both, none],
  })
})

it('begins no more when it was called off', async () => {
  const { runs, controller, with: all } = proving(() => true)
  controller.abort()
  await proveFaults([WORKS], false, all)
  expect(runs).toEqual([])
})

it('runs what was not killed once more in new processes, and believes these', async () => {
  const spoilt = proving(({ fresh = false }) => fresh)
  const [mended] = await proveFaults([WORKS], false, spoilt.with)
  expect(mended?.fate).toBe('killed')
  expect(spoilt.runs).toEqual(['works', 'works fresh'])
  const survivor = proving(() => false)
  const [survived] = await proveFaults([WORKS], false, survivor.with)
  expect(survived?.fate).toBe('survived')
})
