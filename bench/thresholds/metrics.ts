import type { LinkResult, LoadResult } from '../../reports/model/result.ts'
import type { OutcomeClass } from '../measure/outcomes.ts'
import type { Dimension } from './units.ts'

/** Where a threshold's value comes from: one load and the link that it was measured on. */
export interface Measured {
  readonly load: LoadResult
  readonly link: LinkResult | undefined
}

/** A metric with one value for the whole load. Null: it was not measured. */
interface Scalar {
  readonly dimension: Dimension
  readonly means: string
  value(measured: Measured): number | null
}

const BITS = 8
const MS_PER_SECOND = 1_000
const US_PER_MS = 1_000

/** The link, where what it carried says something of bandwidth: not in compressed time. */
const plainLink = ({ load, link }: Measured) => (load.compression === undefined ? link : undefined)

/** Where no heartbeat fell due, none was missed, and that says nothing. */
const dueHeartbeats = ({ load: { heartbeats } }: Measured) =>
  heartbeats !== null && heartbeats.due > 0 ? heartbeats : null

/** Where no answer could be compared with what it should be, none was wrong, and that says nothing. */
const comparedAnswers = ({ load: { expectations } }: Measured) =>
  expectations !== undefined &&
  expectations.met + expectations.wrongRefusal + expectations.wrongAcceptance > 0
    ? expectations
    : undefined

const perOperation = (total: number | null, link: LinkResult | undefined) =>
  link === undefined || link.operations === 0 || total === null ? null : total / link.operations

/** One more: one row; the scenarios' README lists them. */
export const SCALARS = {
  'operations not sent': {
    dimension: 'count',
    means: 'left out at the in-flight cap, or by an interrupt',
    value: ({ load }) => load.ledger.notSent,
  },
  'wrong refusals': {
    dimension: 'count',
    means: 'refused although they should not be, or in another way',
    value: (measured) => comparedAnswers(measured)?.wrongRefusal ?? null,
  },
  'wrong acceptances': {
    dimension: 'count',
    means: 'done although they should be refused',
    value: (measured) => comparedAnswers(measured)?.wrongAcceptance ?? null,
  },
  'accounts not as told': {
    dimension: 'count',
    means: 'accounts that ended with another password than was told',
    value: ({ load: { finalBinds } }) =>
      finalBinds && finalBinds.falseSuccess + finalBinds.lateApply + finalBinds.neither,
  },
  'heartbeat misses': {
    dimension: 'count',
    means: 'heartbeats that did not come',
    value: (measured) => dueHeartbeats(measured)?.missed ?? null,
  },
  'heartbeat deviation': {
    dimension: 'time',
    means: 'the furthest that one was off its period',
    value: (measured) => {
      const heartbeats = dueHeartbeats(measured)
      return heartbeats && heartbeats.worstDeviationMs * US_PER_MS
    },
  },
  'bytes per operation': {
    dimension: 'bytes',
    means: 'on the agent’s link at IP level, both directions',
    value: (measured) => {
      const link = plainLink(measured)
      return perOperation(link?.ladder.ipBytes ?? null, link)
    },
  },
  'segments per operation': {
    dimension: 'count',
    means: 'TCP segments on the agent’s link',
    value: (measured) => {
      const link = plainLink(measured)
      return perOperation(link?.ladder.segments ?? null, link)
    },
  },
  'link rate': {
    dimension: 'bandwidth',
    means: 'mean bandwidth of the agent’s link at IP level',
    value: (measured) => {
      const link = plainLink(measured)
      return link === undefined || link.durationMs <= 0
        ? null
        : (link.ladder.ipBytes * BITS * MS_PER_SECOND) / link.durationMs
    },
  },
  'link connections': {
    dimension: 'count',
    means: 'connections that the agent opened meanwhile',
    value: ({ link }) => link?.connections ?? null,
  },
} as const satisfies Record<string, Scalar>
export type ScalarName = keyof typeof SCALARS
export const isScalar = (name: string): name is ScalarName => Object.hasOwn(SCALARS, name)

/** Operations by how they ended; told for a phase too. */
export const CLASSES = {
  accepted: 'operations accepted',
  refusedByPolicy: 'operations refused by policy',
  refusedOtherwise: 'operations refused otherwise',
  unknown: 'operations unknown',
  lost: 'operations lost',
} as const satisfies Record<OutcomeClass, string>

const CLASS_NAMES = ['accepted', 'refusedByPolicy', 'refusedOtherwise', 'unknown', 'lost'] as const

export const classNamed = (metric: string): OutcomeClass | undefined =>
  CLASS_NAMES.find((name) => CLASSES[name] === metric)

/** What has a histogram, and what may be asked of it. */
export const TIMES = {
  response: 'from when it was due until the answer',
  service: 'from when it was sent until the answer',
  lag: 'how late the driver took it up',
  connect: 'from asking for a connection until its TLS handshake was over; no operation’s own',
} as const
export type TimeName = keyof typeof TIMES
export const isTime = (name: string): name is TimeName => Object.hasOwn(TIMES, name)

/** Values of the `outcome` tag of times. */
export const OUTCOME_TAGS: readonly string[] = ['all', ...CLASS_NAMES]

export const METRIC_NAMES: readonly string[] = [
  ...Object.keys(TIMES),
  ...Object.values(CLASSES),
  ...Object.keys(SCALARS),
]
