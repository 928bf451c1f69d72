import type { ExitCode } from '../../reports/model/exit-codes.ts'

/** Where a command puts its exit code; the parser's handlers give nothing back. */
export interface Outcome {
  code: ExitCode
}
