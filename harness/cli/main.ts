#!/usr/bin/env node
import { runCommandLine } from './command-line.ts'

let hasLeft = false
// Who reads has left, as in `writeback list | head`: the same as an interruption, and nothing more to say. Each further
// line fails too: a second interruption would end the program before it has put anything in order.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  if (!hasLeft) process.kill(process.pid, 'SIGINT')
  hasLeft = true
})

// What an interrupted run left waiting must not keep the program alive.
process.exit(await runCommandLine(process.argv.slice(2)))
