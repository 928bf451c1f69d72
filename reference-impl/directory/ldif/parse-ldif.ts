import type { RequestAttribute } from '../ldap/request.ts'

/** One entry to add: its attributes as in an add request, and where it begins in the file, from line 1. */
export interface LdifRecord {
  readonly dn: string
  readonly attributes: readonly RequestAttribute[]
  readonly line: number
}

/** What is wrong with a line, and what to do. Never a value: it may be a password. */
export interface LdifProblem {
  readonly line: number
  readonly problem: string
}

export interface ParsedLdif {
  readonly records: readonly LdifRecord[]
  readonly problems: readonly LdifProblem[]
}

/** A line with its continuations joined (RFC 2849), and where it began. */
interface LogicalLine {
  readonly text: string
  readonly line: number
}

interface Pair {
  readonly name: string
  readonly value: Buffer
  readonly line: number
}

/** Blocks of lines between blank ones: folded lines joined, comments left out. */
function blocksOf(text: string): LogicalLine[][] {
  const blocks: LogicalLine[][] = [[]]
  for (const [index, physical] of text.split(/\r?\n/).entries()) {
    const block = blocks.at(-1) ?? []
    const last = block.at(-1)
    if (physical === '') blocks.push([])
    else if (physical.startsWith(' ') && last !== undefined) {
      block[block.length - 1] = { text: last.text + physical.slice(1), line: last.line }
    } else block.push({ text: physical, line: index + 1 })
  }
  return blocks
    .map((block) => block.filter(({ text: line }) => !line.startsWith('#')))
    .filter((block) => block.length > 0)
}

const PAIR = /^([A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)*)((?:;[A-Za-z0-9-]+)*):([:<]?) *(.*)$/s
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

function readPair({ text, line }: LogicalLine): Pair | LdifProblem {
  const [, name, options, kind, value] = PAIR.exec(text) ?? []
  if (name === undefined || value === undefined) {
    return { line, problem: 'is not "name: value"; one attribute a line, continued by a space' }
  }
  if (options !== '') return { line, problem: `${name}: options are not taken; remove ${options}` }
  if (kind === '<') return { line, problem: `${name}: a value by URL is not taken; write it out` }
  if (kind === '') return { name, value: Buffer.from(value, 'utf8'), line }
  if (!BASE64.test(value)) return { line, problem: `${name}: is not base64; see RFC 2849` }
  return { name, value: Buffer.from(value, 'base64'), line }
}

const isProblem = (read: Pair | LdifProblem): read is LdifProblem => 'problem' in read
const isCalled = (wanted: string) => (pair: Pair | undefined) => pair?.name.toLowerCase() === wanted

/** An entry out of a block without a wrong line; nothing of a block that holds the version alone. */
function toRecord(pairs: readonly Pair[]): LdifRecord | LdifProblem | undefined {
  const [first, ...others] = isCalled('version')(pairs[0]) ? pairs.slice(1) : pairs
  if (first === undefined) return undefined
  const { line } = first
  if (!isCalled('dn')(first)) return { line, problem: 'an entry must begin with its dn' }
  const change = others.find(isCalled('changetype'))
  if (change !== undefined && change.value.toString().trim() !== 'add') {
    return { line: change.line, problem: 'changetype: only add is taken; remove this record' }
  }
  const attributes = new Map<string, { type: string; values: Buffer[] }>()
  for (const pair of others) {
    if (pair === change) continue
    const key = pair.name.toLowerCase()
    const known = attributes.get(key) ?? { type: pair.name, values: [] }
    known.values.push(pair.value)
    attributes.set(key, known)
  }
  return { dn: first.value.toString('utf8'), attributes: [...attributes.values()], line }
}

/** Reads LDIF content (RFC 2849): every entry that can be understood, every problem of the others. Pure. */
export function parseLdif(text: string): ParsedLdif {
  const records: LdifRecord[] = []
  const problems: LdifProblem[] = []
  for (const block of blocksOf(text)) {
    const read = block.map(readPair)
    const wrong = read.filter(isProblem)
    problems.push(...wrong)
    if (wrong.length > 0) continue
    const record = toRecord(read.filter((each): each is Pair => !isProblem(each)))
    if (record === undefined) continue
    if ('problem' in record) problems.push(record)
    else records.push(record)
  }
  return { records, problems }
}
