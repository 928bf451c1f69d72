#!/usr/bin/env node
import { runCommandLine } from './command-line.ts'

// Who reads has left, as in `writeback list | head`: the same as an interruption, and nothing more to say.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.kill(process.pid, 'SIGINT')
  else throw error
})

// What an interrupted run left waiting must not keep the program alive.
process.exit(await runCommandLine(process.argv.slice(2)))
