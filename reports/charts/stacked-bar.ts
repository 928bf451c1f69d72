import { formatNumber } from '../model/units.ts'
import type { Chart } from './chart.ts'
import { base, COLOURS, xAxis, yAxis } from './theme.ts'

export interface Part {
  readonly part: string
  readonly value: number
}

/** What a whole is made of, as one stacked bar; parts too small for it go without their number. */
export const stackedBar = (
  parts: readonly Part[],
  { axis, ...rest }: Pick<Chart, 'name' | 'title' | 'label'> & { axis: string },
): Chart => {
  const whole = parts.reduce((sum, { value }) => sum + value, 0)
  return {
    ...rest,
    height: 150,
    option: (size) => ({
      ...base(),
      xAxis: xAxis(size, { name: axis }),
      yAxis: { ...yAxis({ name: '' }, 'category'), data: [''], axisLine: { show: false } },
      series: parts.map(({ part, value }, index) => ({
        type: 'bar',
        name: part,
        stack: 'whole',
        silent: true,
        barWidth: 44,
        itemStyle: { borderColor: COLOURS.page, borderWidth: 1 },
        label: {
          show: value >= whole / (size === 'wide' ? 16 : 8),
          formatter: formatNumber(value),
          color: COLOURS.page,
          fontWeight: 600,
          textBorderWidth: 0,
        },
        color: COLOURS.series[index % COLOURS.series.length],
        data: [value],
      })),
    }),
  }
}
