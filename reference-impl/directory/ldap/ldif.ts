import { isUtf8 } from 'node:buffer'
import type { RequestAttribute } from './request.ts'

/** One entry of an LDIF file (RFC 2849), and the line that it begins at. */
export interface LdifEntry {
  readonly line: number
  readonly dn: string
  readonly attributes: readonly RequestAttribute[]
}

/** What is wrong at a line, counted from 1. It never holds a value, which may be a password. */
export interface LdifProblem {
  readonly line: number
  readonly text: string
}

export interface Ldif {
  readonly entries: readonly LdifEntry[]
  readonly problems: readonly LdifProblem[]
}

interface Line {
  readonly line: number
  readonly text: string
}

/** `name: text`, `name:: base64`, `name:< URL`; spaces after the colon are no part of the value. */
const ATTRIBUTE = /^([a-z][a-z0-9-]*(?:;[a-z0-9-]+)*|\d+(?:\.\d+)+):([:<]?) *(.*)$/is
const BASE64 = /^(?:[a-z0-9+/]{4})*(?:[a-z0-9+/]{2}==|[a-z0-9+/]{3}=)?$/i

/** Joins folded lines and leaves comments out, which may be folded too. */
function unfold(text: string): readonly Line[] {
  const lines: { line: number; text: string }[] = []
  for (const [at, raw] of text.split(/\r?\n/).entries()) {
    const last = lines.at(-1)
    if (raw.startsWith(' ') && last !== undefined && last.text !== '') last.text += raw.slice(1)
    else lines.push({ line: at + 1, text: raw })
  }
  return lines.filter((line) => !line.text.startsWith('#'))
}

/** The lines of each record: those between empty ones. */
function recordsOf(lines: readonly Line[]): readonly (readonly Line[])[] {
  const records: Line[][] = [[]]
  for (const line of lines) {
    if (line.text === '') records.push([])
    else records.at(-1)?.push(line)
  }
  return records.filter((record) => record.length > 0)
}

interface Pair {
  readonly line: number
  readonly name: string
  readonly value: Buffer
}

function readPair({ line, text }: Line): Pair | LdifProblem {
  const [, name, kind, given] = ATTRIBUTE.exec(text) ?? []
  if (name === undefined || given === undefined) {
    return { line, text: 'found no attribute; write `name: value` or `name:: base64`' }
  }
  if (kind === '<') {
    return { line, text: `${name}: a value from a URL is not read; write it as base64` }
  }
  if (kind !== ':') return { line, name, value: Buffer.from(given) }
  const base64 = given.trimEnd()
  if (BASE64.test(base64)) return { line, name, value: Buffer.from(base64, 'base64') }
  return { line, text: `${name}: what follows the two colons is no base64` }
}

const isCalled = (name: string) => (pair: Pair) => pair.name.toLowerCase() === name

/** What of a record cannot be an entry to add. */
function problemOf(first: Pair, others: readonly Pair[]): LdifProblem | undefined {
  if (!isCalled('dn')(first)) {
    return { line: first.line, text: `found ${first.name}; an entry begins with its dn` }
  }
  if (!isUtf8(first.value)) return { line: first.line, text: 'dn: is not UTF-8' }
  const again = others.find(isCalled('dn'))
  if (again !== undefined) {
    return { line: again.line, text: 'a second dn; an empty line stands between entries' }
  }
  const type = others.find(isCalled('changetype'))
  if (type === undefined || type.value.toString('latin1').toLowerCase() === 'add') return undefined
  return { line: type.line, text: 'changetype: only add is read, and may be left out' }
}

function attributesOf(pairs: readonly Pair[]): readonly RequestAttribute[] {
  const byName = new Map<string, { type: string; values: Buffer[] }>()
  for (const { name, value } of pairs) {
    if (name.toLowerCase() === 'changetype') continue
    const known = byName.get(name.toLowerCase())
    if (known === undefined) byName.set(name.toLowerCase(), { type: name, values: [value] })
    else known.values.push(value)
  }
  return [...byName.values()]
}

const isPair = (read: Pair | LdifProblem): read is Pair => 'name' in read

/** `version: 1` may stand before the first entry, with or without an empty line after it. */
function withoutVersion(pairs: readonly Pair[], problems: LdifProblem[]): readonly Pair[] {
  const [version, ...others] = pairs
  if (version === undefined || !isCalled('version')(version)) return pairs
  if (version.value.toString('latin1') !== '1') {
    problems.push({ line: version.line, text: 'version: only 1 is known' })
  }
  return others
}

/** Reads entries to add. Every problem is named; entries with one are left out. */
export function parseLdif(text: string): Ldif {
  const entries: LdifEntry[] = []
  const problems: LdifProblem[] = []
  for (const [index, record] of recordsOf(unfold(text)).entries()) {
    const read = record.map(readPair)
    const wrong = read.filter((each): each is LdifProblem => !isPair(each))
    problems.push(...wrong)
    const pairs = read.filter(isPair)
    const [first, ...others] = index === 0 ? withoutVersion(pairs, problems) : pairs
    if (first === undefined) continue
    const problem = problemOf(first, others)
    if (problem !== undefined) problems.push(problem)
    if (problem !== undefined || wrong.length > 0) continue
    entries.push({
      line: first.line,
      dn: first.value.toString('utf8'),
      attributes: attributesOf(others),
    })
  }
  return { entries, problems }
}
