import { expect, it } from 'vitest'
import { parseTarget } from './target-file.ts'
import { TARGET_TEMPLATE } from './target-template.ts'

const fills = (source: string) =>
  Object.fromEntries(
    Object.entries(parseTarget(source, '/x/t.yaml').slots).map(([role, { fill }]) => [role, fill]),
  )

/** The template with the slot's line replaced by one of the forms that stand as comments. */
const withForm = (role: string, form: RegExp) => {
  const comment = form.exec(TARGET_TEMPLATE)?.[0] ?? ''
  return TARGET_TEMPLATE.replace(`  ${role}: reference\n`, `${comment.replaceAll('#', '')}\n`)
}

it('the target file to begin with is the reference everywhere', () => {
  expect(fills(TARGET_TEMPLATE)).toEqual({
    portal: 'reference',
    relay: 'reference',
    agent: 'reference',
    directory: 'reference',
  })
})

it.each([
  ['agent', 'exec', /^ {2}#agent: \{ exec.*$/m],
  ['agent', 'mutant', /^ {2}#agent: \{ mutant.*$/m],
  ['relay', 'url', /^ {2}#relay:\n(?: {2}# {2}.*\n)+/m],
  ['directory', 'url', /^ {2}#directory:\n(?: {2}# {2}.*\n)+/m],
])('its comments are of the forms that are read: %s, %s', (role, fill, form) => {
  expect(fills(withForm(role, form))[role]).toBe(fill)
})
