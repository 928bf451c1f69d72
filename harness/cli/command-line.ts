import yargs from 'yargs'
import { EXIT, type ExitCode } from '../../reports/model/exit-codes.ts'
import { DriverError } from '../../bench/drivers/open-loop.ts'
import { WriteError } from '../../reports/write.ts'
import { BadInput, TargetError } from '../target/errors.ts'
import { commandsFor } from './commands/index.ts'
import type { Outcome } from './outcome.ts'

const report = (problem: string, remedy: string) =>
  process.stderr.write(`writeback: ${problem}${remedy === '' ? '' : `. ${remedy}`}\n`)

/** An error that a command let through: one line of cause and remedy, and what it means. */
function explain(error: unknown): ExitCode {
  if (error instanceof BadInput) {
    for (const problem of error.problems) report(problem, '')
    return EXIT.badInput.code
  }
  if (error instanceof TargetError || error instanceof WriteError) {
    report(error.message, error.remedy)
    return EXIT.environment.code
  }
  if (error instanceof DriverError) {
    report(error.message, error.remedy)
    return EXIT.harness.code
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const known = ENVIRONMENT_ERRORS[code]
  if (known !== undefined && error instanceof Error) {
    report(error.message, known)
    return EXIT.environment.code
  }
  report(error instanceof Error ? (error.stack ?? error.message) : String(error), '')
  return EXIT.harness.code
}

const ENVIRONMENT_ERRORS: Readonly<Record<string, string>> = {
  ENOSPC: 'Free some space, or name another folder with --out',
  EDQUOT: 'Free some space, or name another folder with --out',
  EACCES: 'Name a folder that you may write with --out',
  EROFS: 'Name a folder that you may write with --out',
  EADDRINUSE: 'Free the port, or leave the choice to the system',
}

/** Parses and runs one command. Resolves with the exit code; never rejects. */
export async function runCommandLine(argv: readonly string[]): Promise<ExitCode> {
  const outcome: Outcome = { code: EXIT.proven.code }
  const program = yargs([...argv])
    .scriptName('writeback')
    .usage('$0 COMMAND: tells whether a password-writeback system keeps its promises')
    .strict()
    .demandCommand(1, 'name a command')
    .exitProcess(false)
    .recommendCommands()
    .wrap(100)
    .epilogue(
      Object.values(EXIT)
        .map(({ code, meaning }) => `exit ${code}: ${meaning}`)
        .join('\n'),
    )
    .fail((message, error) => {
      if (error !== undefined) throw error
      throw new BadInput([`${message}; "writeback --help" prints what there is`])
    })
  for (const add of await commandsFor(argv)) add(program, outcome)
  try {
    await program.parseAsync()
    return outcome.code
  } catch (error) {
    return explain(error)
  }
}
