import { type Conformed, conformWith } from '../conform-with.ts'
import type { Broker } from './rabbitmq.ts'
import { targetFileFor } from './target-file.ts'

/** The tenants that `conform` makes on the lanes these suites use. */
export const CONFORM_TENANTS = ['conformance', 'neighbour', 'newcomer'] as const

/** Judges these requirements, or families, with the broker in the relay’s slot. */
export const conformAgainst = (broker: Broker, only: readonly string[]): Promise<Conformed> =>
  conformWith(
    targetFileFor(broker),
    only.flatMap((id) => ['--only', id]),
  )
