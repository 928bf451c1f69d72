import { Readable } from 'node:stream'
import type { Faults } from '../../faults.ts'

const SLOWNESS_MS = 20
const INDENTATION = 2
const CHUNK_CHARACTERS = 16

const BEYOND_ASCII = /[\u0080-\uffff]/g
const escaped = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`

const LONGER: Readonly<Record<string, string>> = {
  message:
    ' This is told here at more length than anybody needs, so that nothing depends on the words.',
  detail:
    ' This is told here at more length than anybody needs, so that nothing depends on the words.',
  remedy: ' If that does not help, ask whoever runs this service – “in words of their own”.',
}

const lengthened = (value: object) =>
  Object.fromEntries(
    Object.entries(value).map(([name, member]: [string, unknown]) => [
      name,
      typeof member === 'string' && member !== '' ? member + (LONGER[name] ?? '') : member,
    ]),
  )

/** The value with the members of each object in it the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  const members: [string, unknown][] = Object.entries(value)
  return Object.fromEntries(members.toReversed().map(([name, member]) => [name, reversed(member)]))
}

const UNKNOWN_MEMBER = { 'x-note': { since: 1, about: ['nobody asked'] } }

/** Pieces of a few characters, none of which ends within a pair of surrogates. */
function* pieces(text: string) {
  const characters = Array.from(text)
  for (let at = 0; at < characters.length; at += CHUNK_CHARACTERS) {
    yield Buffer.from(characters.slice(at, at + CHUNK_CHARACTERS).join(''))
  }
}

/** How answers are written: plainly, or otherwise under the permitted variants that are switched on. */
export function createVariedAnswers(faults: Faults) {
  const added = (body: object): object => {
    const worded = faults.fires('portal-words-at-length') ? lengthened(body) : body
    return faults.fires('portal-adds-members') ? { ...worded, ...UNKNOWN_MEMBER } : worded
  }

  function write(body: unknown): string {
    const whole = typeof body === 'object' && body !== null ? added(body) : body
    const value = faults.fires('portal-reverses-members') ? reversed(whole) : whole
    return faults.fires('portal-indents-json')
      ? `\n${JSON.stringify(value, null, INDENTATION).replace(BEYOND_ASCII, escaped)}\n`
      : JSON.stringify(value)
  }

  return {
    write,
    body: (body: object): object =>
      faults.fires('portal-chunks-bodies') ? Readable.from(pieces(write(body))) : body,
    type: (type: string): string =>
      faults.fires('portal-omits-charset') ? (type.split(';')[0] ?? '').toUpperCase() : type,
    /** Calls at once, or when the slow portal gets to it. */
    wait(done: () => void): void {
      if (faults.fires('portal-answers-later')) setTimeout(done, SLOWNESS_MS)
      else done()
    },
  }
}
