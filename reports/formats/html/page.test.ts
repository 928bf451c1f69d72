import { describe, expect, it } from 'vitest'
import { validLoad } from '../../fixtures/load.ts'
import { peakedScalability } from '../../fixtures/scalability.ts'
import { foundSearch, searchLoads } from '../../fixtures/search.ts'
import { greenResult, HOSTILE, loadResult, redResult } from '../../fixtures/results.ts'
import { renderPage } from './page.ts'
import { searchProgram } from './search.ts'

const PAGES = [
  ['green', greenResult()],
  ['red', redResult()],
  ['load', loadResult()],
] as const

/** What a person reads: text without tags, blanks as one. */
const textOf = (page: string) =>
  page
    .replace(/<style>[\s\S]*?<\/style>|<svg[\s\S]*?<\/svg>/g, '')
    .replace(/<[^>]*>/g, '')
    .replace(/\s+/g, ' ')

/** The one program that a page may have is left out. */
const withoutSearch = (page: string) => page.replace(searchProgram().text, '')

describe('page', () => {
  it('answers the question first, with the reason', () => {
    expect(textOf(renderPage(redResult()))).toMatch(
      /Safe to ship\? No VIOLATED, exit 1: .* PWB-TTL-2 fails \(applied-after-expiry, old-refused\)/,
    )
    expect(textOf(renderPage(loadResult()))).toMatch(/Safe to ship\? Yes PROVEN, exit 0/)
  })

  it('says yes only as far as a run asked that is not a gate', () => {
    expect(textOf(renderPage(greenResult()))).toContain('Yes, as far as this run asked PROVEN')
  })

  it('does not say yes to a run that decided nothing', () => {
    for (const name of ['notProven', 'harness', 'environment', 'badInput', 'cancelled', 'other']) {
      const exit = { code: 3, name, reason: '' }
      expect(textOf(renderPage({ ...greenResult(), exit }))).toContain('Safe to ship? Not known')
    }
  })

  it('shows findings in full and what was missing', () => {
    const text = textOf(renderPage(redResult()))
    expect(text).toContain('applied-after-expiry: a request was applied after its deadline')
    expect(text).toContain('observedbind accepted')
    expect(text).toContain('the target has no clock that can be moved')
  })

  it('shows load, bandwidth, validity and how to reproduce', () => {
    const text = textOf(renderPage(loadResult()))
    expect(text).toContain('An operation costs 854 bytes at IP level: 6.83 kbit/s')
    expect(text).toContain('ends at 1.17/s')
    expect(text).toContain('the last acknowledged password binds640')
    expect(text).toContain('agent, open and check')
    expect(text).toContain('Administrator’s resets: 300 of them, one after the other; 6.50 ms each')
    expect(text).toContain('requestto the agent300335335341')
    expect(text).toContain('schedule lagokp99 0.70 ms')
    expect(text).toContain('writeback gate')
  })

  it('draws every chart at both widths, its figures in words', () => {
    const page = renderPage(loadResult())
    expect(page.match(/<svg [^>]*class="wide"/g)).toHaveLength(8)
    expect(page.match(/<svg [^>]*class="narrow"/g)).toHaveLength(8)
    expect(page.match(/<svg [^>]*role="img" aria-label="[^"]{30,}"/g)).toHaveLength(16)
  })

  it('shows a search: the answer, every step, and response times against the rate once', () => {
    const page = renderPage({ ...loadResult(), search: foundSearch(), load: searchLoads() })
    const text = textOf(page)
    expect(text).toContain('Highest rate that keeps response p(99) &#60; 250ms300/s 400/s broke')
    expect(text).toContain('300/s, held in three confirming runs; 400/s broke.')
    const above = { ended: 'not-measured-above', unmeasuredPerSecond: 350 } as const
    const search = { ...foundSearch(), ...above }
    expect(textOf(renderPage({ ...loadResult(), search, load: searchLoads() }))).toContain(
      '250msat least 300/s 350/s could not be measured',
    )
    expect(text).toContain('3growthNOT VALIDschedule lag: p99 90.00 ms400')
    expect(page.match(/aria-label="Response by load\. 100\/s: [^"]*400\/s: [^"]*"/g)).toHaveLength(
      2,
    )
  })

  it('shows how throughput grows: peak, parameters with intervals, every level', () => {
    const page = renderPage({ ...loadResult(), scalability: peakedScalability() })
    const text = textOf(page)
    expect(text).toContain('peak 1,157/s at 15 (13.6 to 17) in flight.')
    expect(text).toContain('κ, coherency0.0040 (0.0031 to 0.0048)')
    expect(text).toContain('1631,1601,1331,1911,156')
    expect(
      page.match(/aria-label="Throughput by requests in flight\. 1 in flight: /g),
    ).toHaveLength(2)
  })

  it('has no id twice', () => {
    const ids = [...renderPage(redResult()).matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id)
    expect(ids.length).toBeGreaterThan(20)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('makes the same page again from the same result', () => {
    expect(renderPage(loadResult()) === renderPage(loadResult())).toBe(true)
  })

  it('keeps the rest when a histogram cannot be decoded', () => {
    const histograms = validLoad().histograms.map((each) => ({ ...each, hdrV2: 'bm90IGhkcg==' }))
    const text = textOf(renderPage({ ...loadResult(), load: [{ ...validLoad(), histograms }] }))
    expect(text).toContain('The percentile chart is missing')
    expect(text).toContain('Operations per second')
  })

  it.each(PAGES)('%s: fetches nothing and runs its search alone', (_, result) => {
    const page = renderPage(result)
    expect(page.slice(0, 500)).toContain("default-src 'none'")
    // A drawing clips by an id of its own.
    expect(
      withoutSearch(page).match(/<script|\son\w+=|javascript:|@import|url\((?!#)/gi),
    ).toBeNull()
    expect(page.match(/(?:href|src)="(?!#|data:,")[^"]*/g)).toBeNull()
  })

  it('obeys nothing that an answer smuggles in, wherever it stands', () => {
    const [requirement] = redResult().requirements
    if (requirement === undefined) throw new Error('the fixture has no requirement')
    const evidence = [{ instrument: HOSTILE, saw: HOSTILE }]
    const hostile = renderPage({
      ...loadResult(),
      command: HOSTILE,
      runId: HOSTILE,
      notes: [HOSTILE],
      requirements: [{ ...requirement, id: HOSTILE, title: HOSTILE, subject: HOSTILE, evidence }],
      load: [{ ...validLoad(), scenario: HOSTILE, outcomes: { [HOSTILE]: 1 } }],
      links: loadResult().links.map((link) => ({ ...link, name: HOSTILE })),
      exit: { code: 1, name: HOSTILE, reason: HOSTILE },
    })
    expect(
      withoutSearch(hostile).match(/<script|"quoted"|(?!\n)[\p{Cc}\p{Bidi_Control}]/gu),
    ).toBeNull()
    expect(hostile.match(/&#60;script&#62;alert/g)?.length).toBeGreaterThan(10)
  })
})
