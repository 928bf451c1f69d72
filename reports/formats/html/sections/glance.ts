import { dearestLink, PROMISED_BITS_PER_SECOND } from '../../../model/link-figures.ts'
import { accountsAsTold, headlineHistogram, isValid } from '../../../model/load-figures.ts'
import type { LinkResult, LoadResult, RequirementResult, Result } from '../../../model/result.ts'
import type { ScalabilityResult } from '../../../model/scalability.ts'
import type { SearchResult } from '../../../model/search.ts'
import { tallyVerdicts } from '../../../model/tally.ts'
import { formatCount, formatMs, formatNumber, formatUs } from '../../../model/units.ts'
import { type Tone, VERDICT_WORDS } from '../../../model/words.ts'
import { peakWords } from '../../console-scalability.ts'
import { html } from '../markup.ts'

interface Tile {
  readonly name: string
  readonly value: string
  readonly detail: string
  readonly tone?: Tone
}

const SHORT_OF_PROVEN = ['fail', 'error', 'not-proven', 'waived'] as const

const requirementTile = (requirements: readonly RequirementResult[]): Tile | null => {
  const tally = tallyVerdicts(requirements)
  if (tally.asked === 0) return null
  const others = SHORT_OF_PROVEN.filter((verdict) => tally[verdict] > 0)
  return {
    name: 'Requirements proven',
    value: `${tally.pass} of ${tally.asked}`,
    detail:
      others.map((verdict) => `${tally[verdict]} ${VERDICT_WORDS[verdict].counted}`).join(', ') ||
      'none failed',
    tone: others[0] === undefined ? 'good' : VERDICT_WORDS[others[0]].tone,
  }
}

const latencyTile = (load: LoadResult): Tile | null => {
  const histogram = headlineHistogram(load, 'response') ?? headlineHistogram(load, 'service')
  const p99 = histogram?.percentilesUs['p99']
  const p50 = histogram?.percentilesUs['p50']
  if (histogram === undefined || p99 === undefined) return null
  return {
    name: `${histogram.metric} p99, ${load.scenario}`,
    value: formatUs(p99),
    detail: `${p50 === undefined ? '' : `p50 ${formatUs(p50)}, `}${formatCount(histogram.count)} operations`,
  }
}

const sum = <T>(all: readonly T[], of: (each: T) => number) =>
  all.reduce((total, each) => total + of(each), 0)

const accountTile = (loads: readonly LoadResult[]): Tile | null => {
  const binds = loads.flatMap(({ finalBinds }) => finalBinds ?? [])
  if (binds.length === 0) return null
  const told = sum(binds, accountsAsTold)
  const accounts = sum(binds, (each) => each.accounts)
  return {
    name: 'Accounts as told',
    value: `${formatCount(told)} of ${formatCount(accounts)}`,
    detail: 'read back by bind',
    tone: told === accounts ? 'good' : 'bad',
  }
}

const heartbeatTile = (loads: readonly LoadResult[]): Tile | null => {
  const watched = loads.flatMap(({ heartbeats }) => heartbeats ?? [])
  if (watched.length === 0) return null
  const worstMs = Math.max(...watched.map(({ worstDeviationMs }) => worstDeviationMs))
  return {
    name: 'Heartbeats on time',
    value: `${formatCount(sum(watched, ({ seen }) => seen))} of ${formatCount(sum(watched, ({ due }) => due))}`,
    detail: `worst ${formatMs(worstMs)} off`,
    tone: watched.every(({ missed }) => missed === 0) ? 'good' : 'bad',
  }
}

const validityTile = (loads: readonly LoadResult[]): Tile | null => {
  if (loads.length === 0) return null
  const checks = loads.flatMap(({ validity }) => validity)
  const valid = loads.every(isValid)
  return {
    name: 'Measurement',
    value: valid ? 'valid' : 'not valid',
    detail: `${checks.filter(({ ok }) => ok).length} of ${checks.length} checks`,
    tone: valid ? 'good' : 'bad',
  }
}

/** The link on which an operation costs most. */
const linkTile = (links: readonly LinkResult[]): Tile | null => {
  const dearest = dearestLink(links)
  return (
    dearest && {
      name: 'Bytes per operation',
      value: formatNumber(dearest.figures.bytesPerOperation),
      detail: `${links.length > 1 ? 'at most; ' : ''}promised ${PROMISED_BITS_PER_SECOND / 1_000} kbit/s end at ${formatNumber(dearest.figures.promiseEndsAtPerSecond)}/s`,
    }
  )
}

/** What ended a search above the rate that it found. */
const endWords = ({ brokePerSecond, unmeasuredPerSecond }: SearchResult) =>
  unmeasuredPerSecond !== undefined
    ? `${formatNumber(unmeasuredPerSecond)}/s could not be measured`
    : brokePerSecond === null
      ? 'nothing broke'
      : `${formatNumber(brokePerSecond)}/s broke`

const searchTile = (search: SearchResult): Tile => ({
  name: `Highest rate that keeps ${search.thresholds.join(', ')}`,
  value:
    search.highestPerSecond === null
      ? 'none found'
      : `${search.ended === 'confirmed' ? '' : 'at least '}${formatNumber(search.highestPerSecond)}/s`,
  detail: endWords(search),
})

const scalabilityTile = (fit: ScalabilityResult): Tile => ({
  name: `Most throughput, ${fit.operation}`,
  value: fit.peak.is === 'found' ? `${formatNumber(fit.peak.perSecond)}/s` : 'no peak found',
  detail: peakWords(fit),
})

/** The steps of a search are one figure, and so are those of a fit. */
const loadTiles = ({ search, scalability, load, links }: Result) => ({
  loads: [
    ...(search === undefined ? [] : [searchTile(search)]),
    ...(scalability === undefined ? [] : [scalabilityTile(scalability)]),
    ...(search === undefined && scalability === undefined ? load.map(latencyTile) : []),
  ],
  wires: search === undefined ? [linkTile(links)] : [],
})

/** The figures that a person looks for first; what several loads have in common is one figure. */
export function glance(result: Result) {
  const { requirements, load } = result
  const { loads, wires } = loadTiles(result)
  const tiles = [
    requirementTile(requirements),
    ...loads,
    accountTile(load),
    heartbeatTile(load),
    validityTile(load),
    ...wires,
  ].filter((tile) => tile !== null)
  if (tiles.length === 0) return false
  return html`<dl class="glance">${tiles.map(
    ({ name, value, detail, tone }) =>
      html`<div class="${tone ?? ''}"><dt>${name}</dt><dd>${value} <small>${detail}</small></dd></div>`,
  )}</dl>`
}
