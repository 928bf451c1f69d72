import { formatNumber } from '../model/units.ts'
import { withoutSteering } from '../model/steering.ts'
import { type Comparison, METHODS, type Row } from './compare.ts'
import type { GateOutcome } from './gates.ts'

const signed = (value: number) =>
  `${value > 0 ? '+' : value < 0 ? '−' : ''}${formatNumber(Math.abs(value))}`

const share = (value: number, base: number) =>
  base === 0 ? '' : ` (${signed((100 * value) / Math.abs(base))} %)`

const betterOrWorse = ({ better, difference }: Row) => {
  if (better === 'neither') return 'different'
  return difference.value < 0 === (better === 'lower') ? 'better' : 'worse'
}

/** `~`: no difference that chance could not have made. */
const verdictOf = (row: Row) => {
  if (row.significant) return betterOrWorse(row)
  if (row.method === 'exact') return '='
  return row.method === 'none' ? '?' : '~'
}

const interval = ({ difference, method }: Row) =>
  method === 'exact' || !('low' in difference)
    ? ''
    : `${signed(difference.low)} to ${signed(difference.high)}`

const cells = (row: Row): string[] => [
  row.scope,
  row.metric,
  row.unit,
  formatNumber(row.base),
  formatNumber(row.next),
  `${signed(row.difference.value)}${share(row.difference.value, row.base)}`,
  interval(row),
  verdictOf(row),
]

const HEAD = ['of', 'metric', 'unit', 'base', 'new', 'difference', 'interval', '']
const NUMBERS_FROM = 3

/** Steering characters of a foreign file, and what would end a cell of Markdown. */
const clean = (text: string) => withoutSteering(text).replaceAll('|', '\\|')

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = HEAD.map((_, column) =>
    Math.max(3, ...[HEAD, ...rows].map((row) => (row[column] ?? '').length)),
  )
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => (column < NUMBERS_FROM ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`
  const rule = widths.map((width, column) =>
    column < NUMBERS_FROM ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  )
  return [line(HEAD), `| ${rule.join(' | ')} |`, ...rows.map(line)]
}

const list = (title: string, entries: readonly string[]) =>
  entries.length === 0 ? [] : ['', `${title}:`, '', ...entries.map((each) => `- ${clean(each)}`)]

const MARKS = { kept: 'kept', broken: 'BROKEN', 'no value': 'NO VALUE' } as const

/** A comparison as Markdown that also reads well in a terminal. */
export function renderComparison(
  { baseRuns, nextRuns, likeness, rows, verdicts, oneSided }: Comparison,
  gates: readonly GateOutcome[] = [],
): string {
  const methods = [...new Set(rows.map(({ method }) => method))]
  return [
    `${baseRuns} run${baseRuns === 1 ? '' : 's'} of the base, ${nextRuns} new. "~": no difference that chance could not have made; all intervals together hold with 95 %.`,
    '',
    ...table(rows.map((row) => cells(row).map(clean))),
    ...list(
      'Gates',
      gates.map(({ gate, outcome, reason }) => `${MARKS[outcome]}: ${gate} (${reason})`),
    ),
    ...list(
      'Verdicts that changed',
      verdicts.map(({ id, base, next }) => `${id}: ${base} → ${next}`),
    ),
    ...list('Do not compare', likeness.refusals),
    ...list('Take care', likeness.warnings),
    ...list('Measured on one side only', oneSided),
    ...list(
      'How differences are judged',
      methods.map((method) => `${method}: ${METHODS[method]}`),
    ),
    '',
  ].join('\n')
}
