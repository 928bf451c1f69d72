import type { LoadResult } from '../model/result.ts'
import { formatNumber, formatUs } from '../model/units.ts'
import type { Chart } from './chart.ts'
import { base, line, xAxis, yAxis } from './theme.ts'
import { inGroups, intervalMs } from './thin.ts'

type Interval = LoadResult['intervals'][number]
type Counted = 'planned' | 'sent' | 'completed'
type Greatest = 'inFlight' | 'lagP99Us' | 'responseP50Us' | 'responseP99Us'

const total = (group: readonly Interval[], field: Counted) =>
  group.reduce((sum, each) => sum + each[field], 0)
const greatest = (group: readonly Interval[], field: Greatest) =>
  group.reduce((most, each) => Math.max(most, each[field]), 0)
const secondsAt = (group: readonly Interval[]) => (group[0]?.startMs ?? 0) / 1_000

interface Course {
  readonly name: string
  readonly title: string
  readonly unit: string
  readonly label: string
  readonly series: readonly { readonly name: string; value(group: readonly Interval[]): number }[]
}

const chartOf = (intervals: readonly Interval[], course: Course): Chart => {
  const groups = inGroups(intervals)
  return {
    name: course.name,
    title: course.title,
    label: `${course.title}. ${course.label}`,
    height: 240,
    option: (size) => ({
      ...base({ legend: course.series.length > 1 }),
      xAxis: xAxis(size, { name: 'seconds from the start of the load' }),
      yAxis: yAxis({ name: course.unit, min: 0 }),
      series: course.series.map(({ name, value }, index) =>
        line(
          name,
          index,
          groups.map((group) => [secondsAt(group), value(group)]),
        ),
      ),
    }),
  }
}

const ms = (name: string, field: Greatest) => ({
  name,
  value: (group: readonly Interval[]) => greatest(group, field) / 1_000,
})

/** How the load went second by second: operations, in flight, latency. Empty without intervals. */
export function loadCourse({ intervals }: LoadResult, prefix: string): Chart[] {
  if (intervals.length === 0) return []
  const seconds = intervalMs(intervals) / 1_000
  const perSecond = (field: Counted) => ({
    name: field,
    value: (group: readonly Interval[]) => total(group, field) / (seconds * group.length),
  })
  const most = (field: Greatest) => greatest(intervals, field)
  const rate = (field: Counted) => {
    const rates = intervals.map((each) => each[field] / seconds)
    return `${field} at most ${formatNumber(Math.max(...rates))}/s`
  }
  return [
    {
      name: `${prefix}-throughput`,
      title: 'Operations per second',
      unit: 'operations/s',
      label: [rate('planned'), rate('sent'), rate('completed')].join(', '),
      series: [perSecond('completed'), perSecond('sent'), perSecond('planned')],
    },
    {
      name: `${prefix}-latency`,
      title: 'Latency over time',
      unit: 'ms',
      label: `Worst interval: response p50 ${formatUs(most('responseP50Us'))}, response p99 ${formatUs(most('responseP99Us'))}, lag p99 ${formatUs(most('lagP99Us'))}`,
      series: [
        ms('response p99', 'responseP99Us'),
        ms('response p50', 'responseP50Us'),
        ms('lag p99', 'lagP99Us'),
      ],
    },
    {
      name: `${prefix}-in-flight`,
      title: 'Operations in flight',
      unit: 'operations',
      label: `At most ${most('inFlight')} at once`,
      series: [
        { name: 'in flight', value: (group: readonly Interval[]) => greatest(group, 'inFlight') },
      ],
    },
  ].map((course) => chartOf(intervals, course))
}
