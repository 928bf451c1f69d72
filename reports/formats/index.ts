import type { Result } from '../model/result.ts'
import { renderJson } from './json.ts'

export interface Format {
  /** Its name in a run's folder. */
  readonly file: string
  render(result: Result): string | Promise<string>
}

/** Every file format, by the name that a person asks for it. */
export const FORMATS = {
  json: { file: 'result.json', render: renderJson },
  html: {
    file: 'report.html',
    // Loading the charts takes most of a second: only who wants a page pays for it.
    render: async (result) => (await import('./html/page.ts')).renderPage(result),
  },
} as const satisfies Record<string, Format>

export type FormatName = keyof typeof FORMATS
