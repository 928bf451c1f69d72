import type { Result } from '../../model/result.ts'
import { exitWords } from '../../model/words.ts'
import { answer } from './sections/answer.ts'
import { baseline } from './sections/baseline.ts'
import { highest } from './sections/highest.ts'
import { journeys } from './sections/journeys.ts'
import { loads } from './sections/load.ts'
import { micro } from './sections/micro.ts'
import { requirements } from './sections/requirements.ts'
import { figures, reproduction, surroundings } from './sections/run.ts'
import { scalability } from './sections/scalability.ts'
import { thresholds } from './sections/thresholds.ts'
import { validity } from './sections/validity.ts'
import { wire } from './sections/wire.ts'
import { renderShell } from './shell.ts'

const SECTIONS = [
  { id: 'requirements', name: 'Requirements', make: requirements },
  { id: 'highest', name: 'Highest rate', make: highest },
  { id: 'scalability', name: 'Scalability', make: scalability },
  { id: 'load', name: 'Load', make: loads },
  { id: 'thresholds', name: 'Thresholds', make: thresholds },
  { id: 'wire', name: 'Bandwidth', make: wire },
  { id: 'micro', name: 'Hot paths', make: micro },
  { id: 'journeys', name: 'Time', make: journeys },
  { id: 'baseline', name: 'Baseline', make: baseline },
  { id: 'figures', name: 'Figures', make: figures },
  { id: 'validity', name: 'Validity', make: validity },
  { id: 'environment', name: 'Environment', make: surroundings },
  { id: 'reproduce', name: 'Reproduce', make: reproduction },
] as const

/** One self-contained page of a run: answer on top, then what it rests on. Works without JavaScript. */
export const renderPage = (result: Result): string =>
  renderShell({
    title: `${exitWords(result.exit.name).headline}: password writeback, ${result.command}`,
    header: answer(result),
    searchable: result.requirements.length > 0,
    sections: SECTIONS.map(({ id, name, make }) => ({ id, name, content: make(result) })),
  })
