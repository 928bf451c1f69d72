import type { Argv } from 'yargs'
import type { Outcome } from '../outcome.ts'

/** Adds a command to the parser. */
type Add = (program: Argv, outcome: Outcome) => Argv

/**
 * Every command of the program, in the order of its help. Each is loaded when it is needed: what one command
 * uses takes most of a second to load, and the others do not wait for it.
 */
export const COMMANDS = {
  async gate(): Promise<Add> {
    const { gate } = await import('./gate.ts')
    return (program, outcome) => program.command(gate(outcome))
  },
  async conform(): Promise<Add> {
    const { conform } = await import('./conform.ts')
    return (program, outcome) => program.command(conform(outcome))
  },
  async load(): Promise<Add> {
    const { load } = await import('./load.ts')
    return (program, outcome) => program.command(load(outcome))
  },
  async search(): Promise<Add> {
    const { searchCommand } = await import('./search.ts')
    return (program, outcome) => program.command(searchCommand(outcome))
  },
  async calibrate(): Promise<Add> {
    const { calibrateCommand } = await import('./calibrate.ts')
    return (program, outcome) => program.command(calibrateCommand(outcome))
  },
  async micro(): Promise<Add> {
    const { micro } = await import('./micro.ts')
    return (program, outcome) => program.command(micro(outcome))
  },
  async merge(): Promise<Add> {
    const { merge } = await import('./merge.ts')
    return (program, outcome) => program.command(merge(outcome))
  },
  async prove(): Promise<Add> {
    const { prove } = await import('./prove.ts')
    return (program, outcome) => program.command(prove(outcome))
  },
  async compare(): Promise<Add> {
    const { compare } = await import('./compare.ts')
    return (program, outcome) => program.command(compare(outcome))
  },
  async baseline(): Promise<Add> {
    const { baseline } = await import('./baseline.ts')
    return (program) => program.command(baseline())
  },
  async plan(): Promise<Add> {
    const { plan } = await import('./plan.ts')
    return (program) => program.command(plan())
  },
  async 'check-plan'(): Promise<Add> {
    const { checkPlanCommand } = await import('./check-plan.ts')
    return (program, outcome) => program.command(checkPlanCommand(outcome))
  },
  async report(): Promise<Add> {
    const { report } = await import('./report.ts')
    return (program) => program.command(report())
  },
  async trend(): Promise<Add> {
    const { trend } = await import('./trend.ts')
    return (program) => program.command(trend())
  },
  async serve(): Promise<Add> {
    const { serve } = await import('./serve.ts')
    return (program) => program.command(serve())
  },
  async list(): Promise<Add> {
    const { list } = await import('./list.ts')
    return (program) => program.command(list())
  },
  async doctor(): Promise<Add> {
    const { doctor } = await import('./doctor.ts')
    return (program, outcome) => program.command(doctor(outcome))
  },
  async init(): Promise<Add> {
    const { init } = await import('./init.ts')
    return (program) => program.command(init())
  },
  async clean(): Promise<Add> {
    const { clean } = await import('./clean.ts')
    return (program) => program.command(clean())
  },
} as const satisfies Record<string, () => Promise<Add>>

const isCommand = (word: string | undefined): word is keyof typeof COMMANDS =>
  word !== undefined && Object.hasOwn(COMMANDS, word)

/** The command that the arguments begin with; all of them where that cannot be told, as for the help. */
export async function commandsFor(argv: readonly string[]): Promise<readonly Add[]> {
  const [word] = argv
  return isCommand(word)
    ? [await COMMANDS[word]()]
    : Promise.all(Object.values(COMMANDS).map((load) => load()))
}
