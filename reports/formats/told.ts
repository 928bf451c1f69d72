import type { RequirementResult, Result } from '../model/result.ts'
import { formatConsole } from './console.ts'
import { closingLine, openingLine, requirementLine } from './jsonl.ts'
import { renderJunit } from './junit.ts'
import { renderMarkdown } from './markdown.ts'
import { TAP_VERSION, tapEnd, tapPoint } from './tap.ts'

/** How a run is told while it goes on: what is written before, with each requirement, and after. */
export interface Telling {
  start(run: Omit<Result, 'exit' | 'endedAt'>): string
  /** `index` counts from 0, in the order in which they are judged. */
  requirement(requirement: RequirementResult, index: number): string
  end(result: Result, options: { colour: boolean; files: readonly string[] }): string
}

const nothing = () => ''

/** Every way, by the name that `--format` takes; the same texts can be made from the result later. */
export const TELLINGS = {
  console: { start: nothing, requirement: nothing, end: formatConsole },
  jsonl: { start: openingLine, requirement: requirementLine, end: closingLine },
  junit: { start: nothing, requirement: nothing, end: renderJunit },
  markdown: { start: nothing, requirement: nothing, end: renderMarkdown },
  tap: { start: () => TAP_VERSION, requirement: tapPoint, end: tapEnd },
} as const satisfies Record<string, Telling>

export type TellingName = keyof typeof TELLINGS
const isTellingName = (name: string): name is TellingName => Object.hasOwn(TELLINGS, name)
export const TELLING_NAMES: readonly TellingName[] = Object.keys(TELLINGS).filter(isTellingName)
