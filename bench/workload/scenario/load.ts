import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { BadInput } from '../../../harness/target/errors.ts'
import { readReplay } from '../patterns/replay.ts'
import { parseScenario } from './parse.ts'
import type { Scenario } from './schema.ts'

/** A scenario, and the due times of the files that it replays. */
export interface LoadedScenario {
  readonly scenario: Scenario
  /** Milliseconds from the start of the phase, by the name that the scenario uses. */
  readonly replays: ReadonlyMap<string, Float64Array>
}

export const isScenarioFile = (name: string) => /\.ya?ml$/i.test(name)

const reasonOf = (error: unknown) =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error)

async function readText(path: string, what: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw new BadInput([`${what}: ${path} cannot be read (${reasonOf(error)})`])
  })
}

/** Reads the files that phases replay. Throws BadInput with every line that is wrong. */
async function readReplays({ phases }: Scenario, folder: string) {
  const replays = new Map<string, Float64Array>()
  const wrong: string[] = []
  const files = new Set(
    phases.flatMap(({ arrivals: { file } }) => (file === undefined ? [] : [file])),
  )
  for (const file of files) {
    const { times, problems } = readReplay(await readText(resolve(folder, file), 'replay'))
    replays.set(file, times)
    wrong.push(...problems.map((problem) => `${file}, ${problem}`))
  }
  if (wrong.length > 0) throw new BadInput(wrong)
  return replays
}

/** Reads a scenario file. Throws BadInput with all that is wrong with it. */
export async function loadScenario(file: string): Promise<LoadedScenario> {
  const scenario = parseScenario(await readText(file, '--scenario'), file)
  return { scenario, replays: await readReplays(scenario, dirname(resolve(file))) }
}
