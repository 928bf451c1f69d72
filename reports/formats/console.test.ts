import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { greenResult, loadResult, redResult } from '../fixtures/results.ts'
import { validLoad } from '../fixtures/load.ts'
import { peakedScalability } from '../fixtures/scalability.ts'
import { foundSearch, searchLoads } from '../fixtures/search.ts'
import { formatConsole } from './console.ts'

const plain = { colour: false, files: ['out/result.json'] }
const lines = (text: string) => text.trim().split('\n')

const withCap = (held: number, dropped: number) =>
  formatConsole(
    { ...loadResult(), load: [{ ...validLoad(), atInFlightCap: { held, dropped } }] },
    plain,
  )

describe('console summary', () => {
  it('says the verdict and its reason first', () => {
    expect(lines(formatConsole(greenResult(), plain))[0]).toBe(
      'PROVEN (exit 0): 8 of 8 requirements proven',
    )
    expect(lines(formatConsole(redResult(), plain))[0]).toBe(
      'VIOLATED (exit 1): PWB-TTL-2 fails (applied-after-expiry, old-refused)',
    )
  })

  it('puts what failed on top, with its finding in full', () => {
    const text = formatConsole(redResult(), plain)
    expect(text).toMatch(/5 of 8 proven, 2 failed, 1 not proven\n {2}✗ PWB-TTL-2 +virtual/)
    expect(text).toContain('applied-after-expiry (agent): a request was applied after its deadline')
    expect(text).toContain('expected  the directory refuses the password that was not to be set')
    expect(text).toContain('observed  bind accepted')
    expect(text).toContain('not proven: the target has no clock that can be moved')
    expect(text).toContain('(SHOULD) history refuses')
  })

  it('shows a search: the answer, a line for each step, no block for each load', () => {
    const searched = { ...loadResult(), search: foundSearch(), load: searchLoads() }
    const text = formatConsole(searched, plain)
    expect(text).toMatch(
      /search {2}highest rate of .* that keeps response p\(99\) < 250ms: 300\/s, held/,
    )
    expect(text).toMatch(/ 3 growth +400\/s NOT VALID: schedule lag: p99 90\.00 ms/)
    expect(text).toMatch(/ 4 growth +400\/s broke: response p\(99\) < 250ms: 400 ms/)
    expect(text).toMatch(/ 8 confirmation +300\/s kept: response p\(99\) < 250ms: 133 ms/)
    expect(text).not.toMatch(/^load/m)
    const lower = {
      ...foundSearch(),
      ended: 'not-measured-above' as const,
      brokePerSecond: null,
      unmeasuredPerSecond: 400,
    }
    expect(formatConsole({ ...searched, search: lower }, plain).replace(/\s+/g, ' ')).toContain(
      'at least 300/s, held in three confirming runs; 400/s could not be measured',
    )
    const search = { ...foundSearch(), ended: 'not-valid' as const, highestPerSecond: null }
    expect(formatConsole({ ...searched, search }, plain).replace(/\s+/g, ' ')).toContain(
      'not known: a step and its repetition could not be measured (kept up to 300/s, not confirmed; 400/s broke)',
    )
  })

  it('shows a fitted law, and never a peak that was not measured', () => {
    const fit = peakedScalability()
    const told = (changes: Partial<typeof fit>) =>
      formatConsole({ ...loadResult(), scalability: { ...fit, ...changes } }, plain)
    expect(told({})).toMatch(
      /scale {3}administrator’s resets: peak \d[\d,]*\/s at 15 \(13\.6 to 17\)/,
    )
    expect(told({})).toMatch(/ 16 in flight +\d[\d,]*\/s \(.* to .*\), by the law/)
    const flat = told({
      peak: { is: 'none' },
      kappa: { value: 0.0001, low: -0.0002, high: 0.0004 },
    })
    expect(flat).toMatch(/no peak within 1 to 32 in flight: .* reaches 0;\s+not extrapolated/s)
    expect(told({ peak: { is: 'beyond' } })).toMatch(/beyond 1 to 32 in flight; not extrapolated/)
    expect(told({ worstMisfit: 0.3, describes: false })).toMatch(
      /30 % off the law: THE LAW DOES NOT DESCRIBE/,
    )
    expect(told({})).not.toMatch(/^load/m)
  })

  it('shows load, wire and figures', () => {
    const text = formatConsole(loadResult(), plain)
    expect(text).toContain('reset storm: 1,000 operations, open loop at 50/s; valid (3 checks)')
    expect(text).toMatch(/response p50 12\.\d ms p99 77\.\d ms; service p50 .*; lag p99 1\.\d\d ms/)
    expect(text).toContain('changed 950, policy 50; ledger balances')
    expect(text).toContain('accounts as told 640 of 640; heartbeats on time 400 of 400')
    expect(text).toContain(
      '854 bytes per operation at IP level = messages 446 + AMQP 60 + TLS 88 + TCP and IP 260',
    )
    expect(text).toContain('6.83 kbit/s at 1/s; the promised 8 kbit/s end at 1.17/s')
    expect(text).toContain('reference up: 1.42 s (bar: at most 3 s)')
    expect(text).toContain('out/result.json')
  })

  it('tells what the in-flight cap kept back, and nothing where it was not reached', () => {
    expect(withCap(12, 3)).toContain('at the cap of 1,000 in flight: 12 waited, 3 dropped')
    expect(withCap(0, 0)).not.toContain('at the cap')
  })

  it('tells how many tries were planned for the case of no answer, and not needed', () => {
    const load = [{ ...validLoad(), needlessTries: 1_234 }]
    const text = formatConsole({ ...loadResult(), load }, plain)
    expect(text).toContain('tries for the case that one gets no answer: 1,234 not needed')
  })

  it('does not call a load valid that is not', () => {
    const [lag] = validLoad().validity
    if (lag === undefined) throw new Error('the fixture has no check')
    const load = [{ ...validLoad(), validity: [{ ...lag, ok: false }] }]
    expect(formatConsole({ ...loadResult(), load }, plain)).toContain('NOT VALID: achieved rate')
  })

  it('stays within 100 columns, also with words that are longer', () => {
    const notes = [`note ${'x'.repeat(300)} ${'some words '.repeat(30)}`]
    const text = formatConsole({ ...redResult(), notes }, plain)
    expect(Math.max(...lines(text).map(({ length }) => length))).toBeLessThanOrEqual(100)
    expect(text.replace(/\s/g, '')).toContain('x'.repeat(300))
  })

  it('colours only when asked to, and says the same', () => {
    const coloured = formatConsole(redResult(), { ...plain, colour: true })
    expect(coloured).toContain('\u001b[31m')
    expect(stripVTControlCharacters(coloured)).toBe(formatConsole(redResult(), plain))
  })

  it('lets no answer of a part steer the terminal', () => {
    expect(formatConsole(redResult(), plain)).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u)
  })
})
