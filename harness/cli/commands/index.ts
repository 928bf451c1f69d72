import type { Argv } from 'yargs'
import type { Outcome } from '../outcome.ts'
import { clean } from './clean.ts'
import { compare } from './compare.ts'
import { conform } from './conform.ts'
import { doctor } from './doctor.ts'
import { gate } from './gate.ts'
import { init } from './init.ts'
import { list } from './list.ts'
import { load } from './load.ts'
import { plan } from './plan.ts'
import { prove } from './prove.ts'
import { report } from './report.ts'
import { serve } from './serve.ts'
import { trend } from './trend.ts'

/** Every command of the program, in the order of its help; each adds itself to the parser. */
export const COMMANDS: readonly ((program: Argv, outcome: Outcome) => Argv)[] = [
  (program, outcome) => program.command(gate(outcome)),
  (program, outcome) => program.command(conform(outcome)),
  (program, outcome) => program.command(load(outcome)),
  (program, outcome) => program.command(prove(outcome)),
  (program, outcome) => program.command(compare(outcome)),
  (program) => program.command(plan()),
  (program) => program.command(report()),
  (program) => program.command(trend()),
  (program) => program.command(serve()),
  (program) => program.command(list()),
  (program, outcome) => program.command(doctor(outcome)),
  (program) => program.command(init()),
  (program) => program.command(clean()),
]
