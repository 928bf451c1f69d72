import type { Result } from '../model/result.ts'
import { renderActionBenchmark } from './action-benchmark.ts'
import { renderComment } from './comment.ts'
import { renderHgrm } from './hgrm.ts'
import { renderHlog } from './hlog.ts'
import { renderJson } from './json.ts'
import { renderJsonLines } from './jsonl.ts'
import { renderJunit } from './junit.ts'
import { renderMarkdown } from './markdown.ts'
import { renderOpenMetrics } from './openmetrics.ts'
import { renderCsv, renderPoints } from './points.ts'
import { renderSummary } from './summary.ts'
import { renderTap } from './tap.ts'

export interface Format {
  /** Its name in a run's folder. */
  readonly file: string
  render(result: Result): string | Promise<string>
}

/** Every file format, by the name that a person asks for it. */
export const FORMATS = {
  json: { file: 'result.json', render: renderJson },
  summary: { file: 'summary.json', render: renderSummary },
  comment: { file: 'comment.md', render: renderComment },
  jsonl: { file: 'requirements.jsonl', render: renderJsonLines },
  junit: { file: 'junit.xml', render: renderJunit },
  markdown: { file: 'conformance.md', render: renderMarkdown },
  tap: { file: 'conformance.tap', render: renderTap },
  hlog: { file: 'latency.hlog', render: renderHlog },
  hgrm: { file: 'response.hgrm', render: renderHgrm },
  openmetrics: { file: 'metrics.txt', render: renderOpenMetrics },
  points: { file: 'points.jsonl', render: renderPoints },
  csv: { file: 'points.csv', render: renderCsv },
  'action-benchmark': { file: 'benchmark.json', render: renderActionBenchmark },
  html: {
    file: 'report.html',
    // Loading the charts takes most of a second: only who wants a page pays for it.
    render: async (result) => (await import('./html/page.ts')).renderPage(result),
  },
} as const satisfies Record<string, Format>

export type FormatName = keyof typeof FORMATS
export const isFormatName = (name: string): name is FormatName => Object.hasOwn(FORMATS, name)
