import { formatCount } from '../model/units.ts'
import { cut, WIDTH } from './console-text.ts'
import { withoutSteering } from '../model/steering.ts'

/** What a run has done so far; what has not begun is absent. */
export interface ProgressState {
  readonly elapsedMs: number
  readonly requirements?: {
    readonly judged: number
    readonly asked: number
    readonly failed: number
  }
  readonly load?: {
    readonly planned: number
    readonly sent: number
    readonly completed: number
    readonly inFlight: number
  }
}

/** One line of live progress, without a line end; at most 100 columns. */
export function progressLine({ elapsedMs, requirements, load }: ProgressState): string {
  const parts = [
    requirements &&
      `${requirements.judged} of ${requirements.asked} requirements judged${requirements.failed > 0 ? `, ${requirements.failed} failed` : ''}`,
    load &&
      `${formatCount(load.completed)} of ${formatCount(load.planned)} operations answered, ${formatCount(load.inFlight)} in flight`,
  ].filter((part) => part !== undefined)
  const seconds = (elapsedMs / 1_000).toFixed(1).padStart(6)
  return cut(withoutSteering(`${seconds} s  ${parts.join('; ') || 'starting'}`), WIDTH)
}
