import { decodeFromCompressedBase64, HistogramLogWriter } from 'hdr-histogram-js'
import type { HistogramResult, LoadResult, Result } from '../model/result.ts'

/** Values are microseconds; the log’s own column of greatest values is in milliseconds. */
const US_PER_MS = 1_000

/** No comma and no space: they would end the tag. */
const tagOf = ({ scenario }: LoadResult, { metric, phase, outcome }: HistogramResult) =>
  [scenario, metric, phase, outcome].map((part) => part.replace(/[^\w.-]+/g, '_')).join('.')

/**
 * Every histogram of a run as an HdrHistogram interval log (1.3), values in microseconds. Each stands
 * there once by tag; the response times of all outcomes also without one, because the log processor of
 * HdrHistogram cannot read a log in which every line has a tag.
 */
export function renderHlog({ runId, startedAt, load }: Result): string {
  let text = ''
  const writer = new HistogramLogWriter((piece) => {
    text += piece
  })
  writer.outputComment(`[writeback run ${runId}, values in microseconds]`)
  writer.outputLogFormatVersion()
  writer.outputComment(
    `[StartTime: ${(startedAt / 1_000).toFixed(3)} (seconds since epoch), ${new Date(startedAt).toISOString()}]`,
  )
  writer.outputLegend()
  for (const each of load) {
    for (const histogram of each.histograms) {
      const decoded = decodeFromCompressedBase64(histogram.hdrV2)
      const write = () => {
        writer.outputIntervalHistogram(decoded, 0, each.durationMs / 1_000, US_PER_MS)
      }
      if (histogram.metric === 'response' && histogram.outcome === 'all') write()
      decoded.tag = tagOf(each, histogram)
      write()
    }
  }
  return text
}
