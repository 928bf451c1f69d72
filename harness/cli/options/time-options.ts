import type { InferredOptionTypes, Options } from 'yargs'
import type { SystemPlan } from '../../target/plan.ts'

const MS_PER_SECOND = 1_000

/** How what takes long is judged. */
export const TIME = {
  time: {
    choices: ['virtual', 'real'] as const,
    default: 'virtual' as const,
    describe: 'virtual: the clocks of the parts are moved; real: what has to pass is waited for',
  },
  'real-limit': {
    type: 'number',
    default: 60,
    describe: 'with --time real: seconds to wait at once; what needs more stays not proven',
  },
} as const satisfies Record<string, Options>

/** The part of a plan that says so. */
export const timeOf = ({
  time,
  'real-limit': limitS,
}: InferredOptionTypes<typeof TIME>): Pick<SystemPlan, 'realLimitMs'> =>
  time === 'real' ? { realLimitMs: limitS * MS_PER_SECOND } : {}
