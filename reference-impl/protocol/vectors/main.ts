import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { readKeys } from './files.ts'
import { vectorFiles } from './generate.ts'

/** Writes the vector files anew, beside the keys in the folder given: see README.md. */
const folder = resolve(process.argv[2] ?? 'reference-impl/protocol/vectors')
for (const [name, text] of Object.entries(vectorFiles(readKeys(pathToFileURL(`${folder}/`))))) {
  writeFileSync(join(folder, name), text)
}
