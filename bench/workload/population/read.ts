import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { checkEntries } from './check.ts'
import { readCsv } from './csv.ts'
import { type Population, PopulationError } from './entry.ts'
import { type Read, readLdif } from './ldif.ts'

const DEFAULT_BASE_DN = 'OU=People,DC=corp,DC=test'

/** File formats by extension. One more: one file, one line. */
const FORMATS: Readonly<Record<string, (text: string, baseDn: string) => Read>> = {
  '.ldif': readLdif,
  '.ldf': readLdif,
  '.csv': readCsv,
}

const UTF16_MARK = Buffer.from([0xff, 0xfe])

/** The first line whose bytes are not UTF-8. */
function firstBadLine(bytes: Buffer): number {
  let line = 1
  let from = 0
  for (let to = bytes.indexOf(10); to >= 0; to = bytes.indexOf(10, from)) {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(from, to))
    } catch {
      return line
    }
    line++
    from = to + 1
  }
  return line
}

/** UTF-8, or UTF-16 with its mark, as Windows exports it; a byte order mark is taken off. */
function decodeText(bytes: Buffer): string {
  const encoding = bytes.subarray(0, 2).equals(UTF16_MARK) ? 'utf-16le' : 'utf-8'
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    const problem = `bytes that are not ${encoding.toUpperCase()}; save the file as UTF-8`
    throw new PopulationError([{ line: firstBadLine(bytes), problem }])
  }
}

const reasonOf = (error: unknown) =>
  error instanceof Error && 'code' in error ? String(error.code) : 'it cannot be read'

/**
 * Reads a population file, LDIF or CSV by its extension. `baseDn`: where a CSV's people go. Throws
 * PopulationError with every problem and its line; an unreadable file is a problem too.
 */
export async function readPopulation(path: string, baseDn = DEFAULT_BASE_DN): Promise<Population> {
  const extension = extname(path).toLowerCase()
  const read = FORMATS[extension]
  if (read === undefined) {
    const allowed = Object.keys(FORMATS).join(', ')
    const problem = `${path}: found extension ${extension || 'none'}, allowed are ${allowed}`
    throw new PopulationError([{ line: 0, problem }])
  }
  const bytes = await readFile(path).catch((error: unknown) => {
    const problem = `${path}: ${reasonOf(error)}; name a file that can be read`
    throw new PopulationError([{ line: 0, problem }])
  })
  const { entries, problems } = read(decodeText(bytes), baseDn)
  const all = [...problems, ...checkEntries(entries)]
  if (all.length > 0) throw new PopulationError(all)
  if (entries.length === 0) {
    throw new PopulationError([{ line: 0, problem: `${path}: holds no entry` }])
  }
  return { entries }
}
