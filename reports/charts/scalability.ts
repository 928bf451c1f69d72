import type { ScalabilityResult } from '../model/scalability.ts'
import { formatNumber } from '../model/units.ts'
import type { Chart } from './chart.ts'
import { base, COLOURS, line, xAxis, yAxis } from './theme.ts'

const POINTS_OF_CURVE = 60

/** The fitted law between the least and the most in flight that were measured, never further. */
export function curve({ levels, gamma, sigma, kappa }: ScalabilityResult): (readonly number[])[] {
  const measured = levels.map(({ inFlight }) => inFlight)
  const [from, to] = [Math.min(...measured), Math.max(...measured)]
  return Array.from({ length: POINTS_OF_CURVE + 1 }, (_, index) => {
    const n = from + ((to - from) * index) / POINTS_OF_CURVE
    const below = 1 + sigma.value * (n - 1) + kappa.value * n * (n - 1)
    return [n, (gamma.value * n) / below]
  })
}

/** Throughput against requests in flight: every round, and the law that was fitted. */
export function scalabilityChart(fit: ScalabilityResult, name: string): Chart {
  const words = fit.levels.map(
    ({ inFlight, perSecond, fittedPerSecond }) =>
      `${inFlight} in flight: ${perSecond.map(formatNumber).join(', ')}/s, by the law ${formatNumber(fittedPerSecond)}`,
  )
  return {
    name,
    title: 'Throughput by requests in flight',
    label: `Throughput by requests in flight. ${words.join('; ')}`,
    height: 240,
    option: (size) => ({
      ...base(),
      xAxis: xAxis(size, { name: 'requests in flight' }),
      yAxis: yAxis({ name: 'operations per second', min: 0 }),
      series: [
        line('by the law', 0, curve(fit)),
        {
          type: 'scatter',
          name: 'measured',
          silent: true,
          symbolSize: 7,
          itemStyle: { color: COLOURS.series[1] },
          data: fit.levels.flatMap(({ inFlight, perSecond }) =>
            perSecond.map((each) => [inFlight, each]),
          ),
        },
      ],
    }),
  }
}
