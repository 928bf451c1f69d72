import type { HistoryDisturbance } from '../../reports/model/history.ts'
import type { DisturbanceKind } from './index.ts'

const RESTARTS_AGENT: DisturbanceKind = 'agent-killed'

/**
 * From when on an answer may come of an agent that was started again, milliseconds from the start; Infinity: never.
 * It imports its directory anew then, and leaves out who is disabled (PWB-POL-10).
 */
export const restartOfAgent = (
  disturbances: readonly Pick<HistoryDisturbance, 'kind' | 'fromMs'>[],
): number =>
  Math.min(
    Number.POSITIVE_INFINITY,
    ...disturbances.filter(({ kind }) => kind === RESTARTS_AGENT).map(({ fromMs }) => fromMs),
  )
