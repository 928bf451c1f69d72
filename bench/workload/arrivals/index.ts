import type { Arrivals } from './arrivals.ts'
import { poisson } from './poisson.ts'
import { uniform } from './uniform.ts'

/** All kinds of arrivals by the name that scenarios and results use. */
export const ARRIVALS = { uniform, poisson } as const satisfies Record<string, Arrivals>

export type ArrivalKind = keyof typeof ARRIVALS
