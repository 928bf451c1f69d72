import { dnKey } from './dn.ts'
import { type EntryKind, KINDS, type PopulationEntry, type PopulationProblem } from './entry.ts'

/** A line with its continuations joined (RFC 2849), and where it began. */
interface LogicalLine {
  readonly text: string
  readonly line: number
}

interface Pair {
  readonly name: string
  readonly value: string
  readonly line: number
}

export interface Read {
  readonly entries: PopulationEntry[]
  readonly problems: PopulationProblem[]
}

/** Blocks of lines between blank ones, unfolded, comments left out. */
function blocksOf(text: string): LogicalLine[][] {
  const blocks: LogicalLine[][] = [[]]
  let inComment = false
  for (const [index, physical] of text.split(/\r?\n/).entries()) {
    const block = blocks.at(-1) ?? []
    const last = block.at(-1)
    if (physical === '') {
      blocks.push([])
      inComment = false
    } else if (physical.startsWith(' ') && inComment) {
      // A comment's continuation.
    } else if (physical.startsWith(' ') && last !== undefined) {
      block[block.length - 1] = { text: last.text + physical.slice(1), line: last.line }
    } else {
      inComment = physical.startsWith('#')
      if (!inComment) block.push({ text: physical, line: index + 1 })
    }
  }
  return blocks.filter((block) => block.length > 0)
}

const PAIR = /^([A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)*)((?:;[A-Za-z0-9-]+)*):(:|<)?[ ]*(.*)$/s
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

const decodeBase64 = (encoded: string): string | undefined => {
  if (!BASE64.test(encoded)) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      Buffer.from(encoded, 'base64'),
    )
  } catch {
    return undefined
  }
}

/** Names that the directory is asked by, in its own spelling; LDIF may spell them in any case. */
const SPELLING: ReadonlyMap<string, string> = new Map(
  [
    'dn',
    'changetype',
    'version',
    'objectClass',
    'sAMAccountName',
    'userPrincipalName',
    'displayName',
    'givenName',
    'sn',
    'cn',
    'ou',
    'mail',
    'member',
    'memberOf',
    'description',
  ].map((name) => [name.toLowerCase(), name]),
)

const spelled = (name: string) => SPELLING.get(name.toLowerCase()) ?? name

/** One `name: value`, or what is wrong with it. */
function readPair({ text, line }: LogicalLine): Pair | PopulationProblem {
  const [, name, options, kind, value] = PAIR.exec(text) ?? []
  if (name === undefined || value === undefined) {
    return { line, problem: 'is not `name: value`; one attribute a line, continued by a space' }
  }
  if (options !== '' && options !== undefined) {
    return { line, problem: `attribute option ${options} is not taken; remove it` }
  }
  if (kind === '<') return { line, problem: 'a value by URL is not taken; put it in the file' }
  if (kind !== ':') return { name: spelled(name), value, line }
  const decoded = decodeBase64(value)
  if (decoded === undefined) {
    return { line, problem: `${name}: is not base64 of UTF-8 text; binary values are not taken` }
  }
  return { name: spelled(name), value: decoded, line }
}

const isProblem = (read: Pair | PopulationProblem): read is PopulationProblem => 'problem' in read

const kindOf = (classes: readonly string[]): EntryKind | undefined => {
  const lower = classes.map((name) => name.toLowerCase())
  const kinds = Object.keys(KINDS).filter((kind): kind is EntryKind => kind in KINDS)
  return kinds.find((kind) => lower.includes(KINDS[kind].objectClass.at(-1)?.toLowerCase() ?? ''))
}

const ALLOWED_CLASSES = 'user, group, organizationalUnit'

function toEntry(pairs: readonly Pair[], line: number): PopulationEntry | PopulationProblem {
  const [first, ...others] = pairs
  if (first?.name !== 'dn') return { line, problem: 'the first line of an entry must be its dn' }
  if (dnKey(first.value) === undefined) {
    return { line, problem: `${first.value} is not a distinguished name (RFC 4514)` }
  }
  const attributes: Record<string, string[]> = {}
  for (const { name, value } of others) {
    if (name === 'changetype') continue
    const values = attributes[name] ?? []
    attributes[name] = values
    values.push(value)
  }
  const classes = attributes['objectClass'] ?? []
  const kind = kindOf(classes)
  if (kind === undefined) {
    const found = classes.join(', ') || 'none'
    return { line, problem: `objectClass: found ${found}, one of ${ALLOWED_CLASSES} is needed` }
  }
  return { kind, dn: first.value, attributes, line }
}

const changesOf = (pairs: readonly Pair[]): PopulationProblem[] =>
  pairs
    .filter(({ name, value }) => name === 'changetype' && value.trim() !== 'add')
    .map(({ value, line }) => ({
      line,
      problem: `changetype ${value} is not taken; a population only adds`,
    }))

/** Reads LDIF content (RFC 2849): all entries that can be understood, all problems of the others. */
export function readLdif(text: string): Read {
  const entries: PopulationEntry[] = []
  const problems: PopulationProblem[] = []
  for (const block of blocksOf(text)) {
    const read = block.map(readPair)
    const all = read.filter((each): each is Pair => !isProblem(each))
    const pairs = all[0]?.name === 'version' ? all.slice(1) : all
    const wrong = [...read.filter(isProblem), ...changesOf(pairs)]
    if (wrong.length > 0) {
      problems.push(...wrong)
      continue
    }
    if (pairs.length === 0) continue
    const entry = toEntry(pairs, pairs[0]?.line ?? 0)
    if ('problem' in entry) problems.push(entry)
    else entries.push(entry)
  }
  return { entries, problems }
}
