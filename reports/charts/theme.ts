/**
 * Colours are the page's CSS variables, so that a drawing follows light, dark and print. Each chart is
 * drawn at two widths, so that its text stays readable on a telephone.
 */
export const SIZES = {
  wide: { width: 620, ticks: 6 },
  narrow: { width: 330, ticks: 3 },
} as const
export type SizeName = keyof typeof SIZES

export const COLOURS = {
  ink: 'var(--ink)',
  muted: 'var(--muted)',
  line: 'var(--line)',
  page: 'var(--page)',
  limit: 'var(--limit)',
  series: ['var(--series-1)', 'var(--series-2)', 'var(--series-3)', 'var(--series-4)'],
} as const

const text = (color: string) => ({ color, fontFamily: 'inherit', fontSize: 12 })

/** What every chart has in common; without a legend when it shows one thing only. */
export const base = ({ legend = true } = {}) => ({
  animation: false,
  color: [...COLOURS.series],
  textStyle: text(COLOURS.ink),
  grid: {
    left: 4,
    right: 18,
    top: legend ? 50 : 28,
    bottom: 4,
    outerBoundsMode: 'same',
    outerBoundsContain: 'all',
  },
  legend: {
    show: legend,
    top: 0,
    left: 0,
    itemWidth: 26,
    itemHeight: 8,
    itemGap: 14,
    selectedMode: false,
    borderColor: COLOURS.line,
    textStyle: text(COLOURS.ink),
    inactiveColor: COLOURS.muted,
  },
})

interface AxisOptions {
  readonly name: string
  readonly [option: string]: unknown
}

const axis = (type: string, { name, ...options }: AxisOptions) => ({
  type,
  name,
  nameTextStyle: text(COLOURS.muted),
  axisLabel: { ...text(COLOURS.muted), hideOverlap: true },
  axisLine: { show: true, lineStyle: { color: COLOURS.line } },
  axisTick: { show: false },
  splitLine: { lineStyle: { color: COLOURS.line, width: 1 } },
  ...options,
})

/** A horizontal axis; its name stands below it. */
export const xAxis = (size: SizeName, options: AxisOptions, type = 'value') => ({
  ...axis(type, options),
  nameLocation: 'middle',
  nameGap: 26,
  splitNumber: SIZES[size].ticks,
  splitLine: { show: false },
  ...(options['splitLine'] !== undefined && { splitLine: options['splitLine'] }),
})

/** A vertical axis; its name stands above it. */
export const yAxis = (options: AxisOptions, type = 'value') => ({
  ...axis(type, options),
  nameLocation: 'end',
  nameGap: 8,
  nameTextStyle: { ...text(COLOURS.muted), align: 'left', padding: [0, 0, 0, -4] },
  splitNumber: 4,
})

const DASHES = ['solid', 'dashed', 'dotted', 'solid'] as const

/** A line that is told apart by its dash as well as by its colour. */
export const line = (name: string, index: number, data: readonly (readonly number[])[]) => ({
  type: 'line',
  name,
  data,
  silent: true,
  symbol: 'none',
  lineStyle: { width: 2, type: DASHES[index % DASHES.length] },
})

/** A line across the drawing at a limit, with its words. */
export const limitLine = (at: { readonly [axis: string]: number }, words: string) => ({
  silent: true,
  symbol: 'none',
  lineStyle: { color: COLOURS.limit, type: 'dashed', width: 2 },
  label: {
    ...text(COLOURS.limit),
    formatter: words,
    position: 'insideEndTop',
    textBorderWidth: 0,
  },
  data: [at],
})
