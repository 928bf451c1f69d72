import { EXIT } from '../../../reports/model/exit-codes.ts'
import { keepPrograms } from '../../target/processes/kept-programs.ts'
import { runCommandLine } from '../command-line.ts'

/**
 * Runs the command line again and again, one at a time: what a run is asked for comes as a message with its
 * arguments, its exit code goes back. Loading the program costs more than judging one requirement does, so
 * that a run after the first is many times as cheap. For the same reason the roles are the last run's processes,
 * started anew, with the certificates that earlier systems had, and the key pairs of a folder, the only argument.
 */
const [, , keyPairs] = process.argv
if (keyPairs === undefined) throw new Error('found no argument: name the folder of key pairs')
keepPrograms(keyPairs)

/** What was asked for is a command line's arguments. */
const isArguments = (message: unknown): message is readonly string[] =>
  Array.isArray(message) && message.every((part) => typeof part === 'string')

/** The program's own two words; `process.argv` is what a result says it was called with. */
const CALLED = process.argv.slice(0, 2)

async function runOnce(argv: readonly string[]): Promise<void> {
  process.argv = [...CALLED, ...argv]
  process.send?.(await runCommandLine(argv))
}

process.on('message', (message) => {
  if (isArguments(message)) void runOnce(message)
})
// Whoever asked is gone, or needs no more.
process.on('disconnect', () => process.exit())
// A run that has begun listens itself; otherwise there is nothing to put in order.
process.on('SIGINT', () => {
  if (process.listenerCount('SIGINT') === 1) process.exit(EXIT.cancelled.code)
})
