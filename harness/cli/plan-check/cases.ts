import { join } from 'node:path'
import { packageRoot } from '../../target/processes/role-process.ts'

/** A plan that is predicted and then lived through. Times in minutes of the scenario. */
export interface PlanCase {
  readonly title: string
  /** When the agent falls silent, for as long as its workforce says; absent: never. */
  readonly silentFromMin?: number
}

export const PLAN_CASES = {
  monday: { title: 'Monday after a holiday' },
  'expiry-wave': { title: 'expiry wave after a weekend' },
  outage: { title: 'agent silent at the peak', silentFromMin: 2 },
} as const satisfies Record<string, PlanCase>
export type PlanCaseName = keyof typeof PLAN_CASES

export const PLAN_CASE_NAMES: readonly PlanCaseName[] = ['monday', 'expiry-wave', 'outage']

const FOLDER = join(packageRoot, 'harness', 'cli', 'examples', 'plans')

export const filesOf = (name: PlanCaseName) => ({
  workforce: join(FOLDER, `${name}.workforce.yaml`),
  scenario: join(FOLDER, `${name}.scenario.yaml`),
})
