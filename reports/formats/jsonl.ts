import type { RequirementResult, Result } from '../model/result.ts'
import { tallyVerdicts } from '../model/tally.ts'
import { isWaived } from '../model/waived.ts'

/** Version of the lines; they grow by fields within one. */
const LINES_VERSION = 1

const lineOf = (value: object) => `${JSON.stringify(value)}\n`

/** The first line: which run it is. */
export const openingLine = ({
  runId,
  command,
  startedAt,
  seed,
}: Omit<Result, 'exit' | 'endedAt'>) =>
  lineOf({
    type: 'start',
    schema: 'writeback-lines',
    version: LINES_VERSION,
    runId,
    command,
    seed,
    startedAt: new Date(startedAt).toISOString(),
  })

/** A line for each requirement, as the result file has it. */
export const requirementLine = (requirement: RequirementResult) =>
  lineOf({ type: 'requirement', ...requirement, waived: isWaived(requirement) })

/** The last line: verdict, and how many lines of requirements there must be. Without it the run was cut off. */
export const closingLine = ({ requirements, exit, endedAt, load, notes }: Result) =>
  lineOf({
    type: 'end',
    judged: requirements.length,
    requirements: tallyVerdicts(requirements),
    loads: load.length,
    notes,
    exit,
    endedAt: new Date(endedAt).toISOString(),
  })

/** A run as JSON lines. */
export const renderJsonLines = (result: Result): string =>
  [openingLine(result), ...result.requirements.map(requirementLine), closingLine(result)].join('')
