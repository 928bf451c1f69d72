import { describe, expect, it } from 'vitest'
import { passedRequirements } from '../fixtures/base.ts'
import { validLoad } from '../fixtures/load.ts'
import type { Judged } from './judged.ts'
import { type RequirementResult, VERDICTS } from './result.ts'
import { decide } from './verdict.ts'
import { openWords, weightOf } from './weight.ts'

const [PASSED] = passedRequirements()
const requirement = (changes: Partial<RequirementResult>): RequirementResult => {
  if (PASSED === undefined) throw new Error('the fixture has no requirement')
  return { ...PASSED, id: 'PWB-TTL-2', ...changes }
}
const finding = { code: 'applied', meaning: 'm', expected: 'e', observed: 'o' }

const PASS = requirement({})
const FAIL = requirement({ verdict: 'fail', findings: [finding] })
const OPEN = requirement({ verdict: 'not-proven', reason: 'no clock' })
const ERROR = requirement({ verdict: 'error', reason: 'socket hang up' })
const SHOULD = requirement({ id: 'PWB-FLOW-6', level: 'SHOULD', verdict: 'fail' })

const load = (changes: Partial<ReturnType<typeof validLoad>>) => ({ ...validLoad(), ...changes })
const binds = { ...validLoad().finalBinds, accounts: 640, asAcknowledged: 639 }
const endings = { asUnknownAllows: 0, falseSuccess: 0, lateApply: 0, neither: 0 }
const heartbeats = { ...validLoad().heartbeats, tenants: 1, periodMs: 1, worstDeviationMs: 0 }

type Case = readonly [name: string, input: Partial<Judged>, code: number, reason: string | RegExp]

const CASES: readonly Case[] = [
  ['all proven', { requirements: [PASS] }, 0, '1 of 1 requirements proven'],
  [
    'a SHOULD that is not met is told, not failed',
    { requirements: [PASS, SHOULD] },
    0,
    /SHOULD not met: PWB-FLOW-6/,
  ],
  [
    'what does not apply is not asked for',
    { requirements: [PASS, requirement({ verdict: 'not-applicable' })] },
    0,
    /^1 of 1/,
  ],
  [
    'a SHOULD that is not proven',
    { requirements: [PASS, requirement({ level: 'SHOULD', verdict: 'not-proven' })] },
    0,
    /^1 of 2/,
  ],
  ['a valid load, accounts read back', { load: [validLoad()] }, 0, /640 accounts/],
  ['a MUST fails', { requirements: [PASS, FAIL] }, 1, 'PWB-TTL-2 fails (applied)'],
  [
    'the role under test died',
    { requirements: [PASS], targetFault: 'agent: died' },
    1,
    'agent: died',
  ],
  [
    'a threshold is broken',
    { thresholds: [{ name: 'response p99', ok: false, observed: '90 ms', limit: '80 ms' }] },
    1,
    /response p99: 90 ms/,
  ],
  [
    'an operation was lost',
    { load: [load({ ledger: { ...validLoad().ledger, accepted: 949, lost: 1 } })] },
    1,
    /PWB-LOAD-1: 1/,
  ],
  [
    'a false success',
    { load: [load({ finalBinds: { ...binds, ...endings, falseSuccess: 1 } })] },
    1,
    /PWB-LOAD-2: 1/,
  ],
  [
    'a password from nowhere',
    { load: [load({ finalBinds: { ...binds, ...endings, neither: 1 } })] },
    1,
    /PWB-LOAD-2: 1/,
  ],
  [
    'a late apply',
    { load: [load({ finalBinds: { ...binds, ...endings, lateApply: 1 } })] },
    1,
    /PWB-LOAD-3: 1/,
  ],
  [
    'a missed heartbeat',
    { load: [load({ heartbeats: { ...heartbeats, strip: [], due: 2, seen: 1, missed: 1 } })] },
    1,
    /PWB-LOAD-5: 1/,
  ],
  ['bad input', { badInput: ['--only: unknown id'] }, 2, '--only: unknown id'],
  ['a MUST is not proven', { requirements: [PASS, OPEN] }, 3, 'PWB-TTL-2 is not proven: no clock'],
  [
    'a gate has no value',
    { requirements: [PASS], unjudged: ['lag p99: no value'] },
    3,
    'lag p99: no value',
  ],
  ['nothing was judged', {}, 3, 'nothing was judged'],
  [
    'nothing applies',
    { requirements: [requirement({ verdict: 'not-applicable' })] },
    3,
    /nothing is proven/,
  ],
  ['only an unmet SHOULD', { requirements: [SHOULD] }, 3, /nothing is proven/],
  [
    'accounts not read back',
    { requirements: [PASS], load: [load({ finalBinds: null })] },
    3,
    /not read back/,
  ],
  [
    'another part failed',
    { requirements: [PASS], environmentFault: 'relay: died' },
    4,
    'relay: died',
  ],
  [
    'a check threw',
    { requirements: [PASS, ERROR] },
    5,
    'PWB-TTL-2 could not be judged: socket hang up',
  ],
  [
    'a SHOULD’s check threw',
    { requirements: [PASS, { ...ERROR, level: 'SHOULD' }] },
    5,
    /could not be judged/,
  ],
  [
    'the measurement is not valid',
    {
      load: [
        load({
          validity: [{ name: 'schedule lag', ok: false, observed: '40 ms', limit: '10 ms' }],
        }),
      ],
    },
    5,
    /schedule lag: 40 ms, allowed: 10 ms/,
  ],
  [
    'planned ≠ sent',
    { load: [load({ ledger: { ...validLoad().ledger, planned: 1_001 } })] },
    5,
    /planned 1001 ≠ sent 1000/,
  ],
  [
    'sent ≠ ended',
    { load: [load({ ledger: { ...validLoad().ledger, accepted: 940 } })] },
    5,
    /sent 1000 ≠ 990/,
  ],
  ['the harness failed', { requirements: [PASS], harnessFault: 'a bug' }, 5, 'a bug'],
  ['interrupted', { requirements: [PASS], interrupted: true }, 130, /1 requirements/],
  ['interrupted after a failure', { requirements: [FAIL], interrupted: true }, 130, /PWB-TTL-2/],
]

describe('decide', () => {
  it.each(CASES)('%s', (_, input, code, reason) => {
    const decision = decide({ requirements: [], load: [], ...input })
    expect(decision.code).toBe(code)
    expect(decision.reason).toMatch(reason)
  })

  it('lets the gravest decide: 130 > 5 > 4 > 2 > 1 > 3 > 0', () => {
    const gravestFirst: readonly (readonly [number, Partial<Judged>])[] = [
      [130, { interrupted: true }],
      [5, { harnessFault: 'harness' }],
      [4, { environmentFault: 'environment' }],
      [2, { badInput: ['input'] }],
      [1, { targetFault: 'target' }],
      [3, { requirements: [OPEN] }],
      [0, { requirements: [PASS] }],
    ]
    const codes = gravestFirst.map((_, index) => {
      const together = gravestFirst.slice(index).map(([, input]) => input)
      const requirements = together.flatMap((input) => input.requirements ?? [])
      return decide({ load: [], ...Object.assign({}, ...together), requirements }).code
    })
    expect(codes).toEqual(gravestFirst.map(([code]) => code))
  })

  it('tells three reasons and how many more there are', () => {
    const requirements = ['A', 'B', 'C', 'D', 'E'].map((id) => ({ ...FAIL, id, findings: [] }))
    const { reason } = decide({ requirements, load: [] })
    expect(reason).toBe('A fails; B fails; C fails; and 2 more')
  })
})

describe('the weight of one requirement', () => {
  const waiver = { reason: 'r', owner: 'o', expires: '2027-01-31' }
  const known = { ...finding, waiver }
  const rows = (['MUST', 'SHOULD'] as const).flatMap((level) => [
    ...VERDICTS.map((verdict) => ({
      level,
      verdict,
      findings: verdict === 'fail' ? [finding] : [],
    })),
    { level, verdict: 'fail' as const, findings: [known] },
    { level, verdict: 'fail' as const, findings: [known, finding] },
    { level, verdict: 'fail' as const, findings: [] },
  ])

  it.each(rows)('agrees with the exit code: $level $verdict, findings $findings.length', (row) => {
    const judged = requirement(row)
    const alone = decide({ requirements: [judged], load: [] }).code
    const beside = decide({
      requirements: [requirement({ id: 'PWB-NET-1' }), judged],
      load: [],
    }).code
    const weight = weightOf(judged)
    expect(weight === 'good').toBe(alone === 0)
    expect(weight === 'bad').toBe(beside !== 0)
    expect(openWords(judged) === '').toBe(weight !== 'open')
  })
})
