import { withoutSteering } from '../../model/steering.ts'

/** Text that is already HTML. Everything else is escaped when it is put into a page. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export type Content = string | number | Markup | false | null | undefined | readonly Content[]

const escape = (text: string) =>
  withoutSteering(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

function textOf(content: Content): string {
  if (content instanceof Markup) return content.text
  if (typeof content === 'string') return escape(content)
  if (typeof content === 'number') return String(content)
  if (content === false || content === null || content === undefined) return ''
  return content.map(textOf).join('')
}

/** A piece of a page; what is put in is escaped unless it is a piece itself. */
export const html = (parts: TemplateStringsArray, ...contents: readonly Content[]): Markup =>
  new Markup(parts.map((part, index) => `${part}${textOf(contents[index])}`).join(''))
