import picocolors from 'picocolors'
import { isValid } from '../model/load-figures.ts'
import type { Result } from '../model/result.ts'
import { exitWords, type Tone } from '../model/words.ts'
import { baselineLines } from './console-baseline.ts'
import { journeyLines } from './console-journeys.ts'
import { loadLines } from './console-load.ts'
import { requirementLines } from './console-requirements.ts'
import { microLines } from './console-micro.ts'
import { type Paint, wrap } from './console-text.ts'
import { scalabilityLines } from './console-scalability.ts'
import { searchLines } from './console-search.ts'
import { thresholdLines } from './console-thresholds.ts'
import { figureLines, wireLines } from './console-wire.ts'
import { withoutSteering } from '../model/steering.ts'

export interface ConsoleOptions {
  readonly colour: boolean
  /** Paths of what the run wrote. */
  readonly files: readonly string[]
}

const TONES: Readonly<Record<Tone, 'green' | 'red' | 'yellow'>> = {
  good: 'green',
  bad: 'red',
  open: 'yellow',
}

const painter = (colour: boolean): Paint => {
  const colours = picocolors.createColors(colour)
  return {
    tone: (tone, text) => colours[TONES[tone]](text),
    strong: (text) => colours.bold(text),
    quiet: (text) => colours.dim(text),
  }
}

const verdictLines = ({ exit }: Result, paint: Paint) => {
  const { headline, tone } = exitWords(exit.name)
  const [first = '', ...rest] = wrap(`${headline} (exit ${exit.code}): ${exit.reason}`, '', '  ')
  return [paint.strong(paint.tone(tone, first)), ...rest]
}

/** A search and a fit have a line for each already; what could not be measured is told in full. */
const toldLoads = ({ search, scalability, load }: Result) =>
  search === undefined && scalability === undefined ? load : load.filter((each) => !isValid(each))

/**
 * The summary that ends a run, made to be read in ten seconds: verdict, requirements, load, wire,
 * figures, files. At most 100 columns, but for paths; colours only when asked for.
 */
export function formatConsole(result: Result, { colour, files }: ConsoleOptions): string {
  const paint = painter(colour)
  const blocks = [
    verdictLines(result, paint),
    requirementLines(result.requirements, paint),
    searchLines(result, paint),
    scalabilityLines(result, paint),
    toldLoads(result).flatMap((load) => loadLines(load, paint)),
    thresholdLines(result, paint),
    result.links.flatMap(wireLines),
    microLines(result),
    journeyLines(result),
    figureLines(result.figures),
    baselineLines(result),
    result.notes.flatMap((note) => wrap(note, 'note    ', '        ')),
    files.map((file) => `file    ${withoutSteering(file)}`),
  ]
  const filled = blocks.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'))
  return `\n${filled.join('\n\n')}\n`
}
