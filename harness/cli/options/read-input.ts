import { readFile } from 'node:fs/promises'
import { BadInput } from '../../target/errors.ts'

/** The text of a file that an option names. Throws BadInput when it cannot be read. */
export async function readInput(path: string, option: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new BadInput([`${option}: cannot read ${path}: ${String(error)}`])
  }
}
