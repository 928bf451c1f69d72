#!/usr/bin/env node
import { runCommandLine } from './command-line.ts'

// What an interrupted run left waiting must not keep the program alive.
process.exit(await runCommandLine(process.argv.slice(2)))
