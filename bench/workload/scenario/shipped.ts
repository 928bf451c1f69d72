import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../../harness/target/processes/role-process.ts'

const FOLDER = join(packageRoot, 'bench', 'scenarios')
const EXTENSION = '.yaml'

/** The scenarios that come with the program. */
export const shippedScenarios = (): string[] =>
  readdirSync(FOLDER)
    .filter((name) => name.endsWith(EXTENSION))
    .map((name) => name.slice(0, -EXTENSION.length))
    .toSorted()

/** The file of a shipped scenario. */
export const shippedFile = (name: string) => join(FOLDER, `${name}${EXTENSION}`)
