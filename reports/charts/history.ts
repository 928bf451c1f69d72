import { formatMoment, formatNumber } from '../model/units.ts'
import type { Series } from '../trend/trend.ts'
import type { Chart } from './chart.ts'
import { base, COLOURS, line, xAxis, yAxis } from './theme.ts'

/** One metric run by run, with a line where its level changed. */
export function history({ name, unit, points, changes }: Series, id: string): Chart {
  const told = changes.map((index) => {
    const point = points[index]
    return point === undefined
      ? ''
      : `another level from run ${index + 1} on (${formatMoment(point.run.startedAt)}), ${formatNumber(point.value)} ${unit}`
  })
  const last = points.at(-1)
  return {
    name: id,
    title: `${name} (${unit})`,
    label: `${name}. ${points.length} runs, last ${formatNumber(last?.value ?? 0)} ${unit}; ${told.join('; ') || 'no change of level'}`,
    height: 180,
    option: (size) => ({
      ...base({ legend: false }),
      xAxis: xAxis(size, { name: 'run', min: 1, max: Math.max(2, points.length), minInterval: 1 }),
      yAxis: yAxis({ name: unit, scale: true }),
      series: [
        {
          ...line(
            name,
            0,
            points.map(({ value }, index) => [index + 1, value]),
          ),
          symbol: 'circle',
          symbolSize: 5,
          markLine: {
            silent: true,
            symbol: 'none',
            label: { show: false },
            lineStyle: { color: COLOURS.limit, type: 'dashed', width: 2 },
            data: changes.map((index) => ({ xAxis: index + 0.5 })),
          },
        },
      ],
    }),
  }
}
