import type { Tone } from '../model/words.ts'
import { withoutSteering } from '../model/steering.ts'

export const WIDTH = 100

/** How text is set off; without colours each gives the text back. */
export interface Paint {
  tone(tone: Tone, text: string): string
  strong(text: string): string
  quiet(text: string): string
}

const split = (word: string, room: number) =>
  Array.from({ length: Math.ceil(word.length / room) }, (_, part) =>
    word.slice(part * room, (part + 1) * room),
  )

/** Breaks text into lines of at most `WIDTH` columns; words longer than a line are cut. */
export function wrap(text: string, first: string, next: string): string[] {
  const room = WIDTH - Math.max(first.length, next.length)
  const lines: string[] = []
  let line = ''
  for (const word of withoutSteering(text)
    .split(' ')
    .flatMap((each) => (each.length > room ? split(each, room) : [each]))) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, line].map((each, index) => `${index === 0 ? first : next}${each}`.trimEnd())
}

/** Cuts to a width, saying so. */
export const cut = (text: string, width: number) =>
  text.length <= width ? text : `${text.slice(0, width - 1)}…`
