import type { PopulationEntry } from './entry.ts'

const WIDTH = 76
/** What RFC 2849 lets stand as it is: ASCII without breaks, no space, colon or < first, no space last. */
// oxlint-disable-next-line no-control-regex
const SAFE = /^(?![ :<])[\x01-\x09\x0b\x0c\x0e-\x7f]*$/

const needsBase64 = (value: string) => !SAFE.test(value) || value.endsWith(' ')

function fold(line: string): string {
  const rest = line.slice(WIDTH).match(new RegExp(`.{1,${WIDTH - 1}}`, 'g')) ?? []
  return [line.slice(0, WIDTH), ...rest].join('\n ')
}

const pair = (name: string, value: string) =>
  fold(
    needsBase64(value) ? `${name}:: ${Buffer.from(value).toString('base64')}` : `${name}: ${value}`,
  )

/** Entries as LDIF (RFC 2849). */
export function writeLdif(entries: readonly PopulationEntry[], comment: string): string {
  const blocks = entries.map(({ dn, attributes }) =>
    [
      pair('dn', dn),
      ...Object.entries(attributes).flatMap(([name, values]) =>
        values.map((value) => pair(name, value)),
      ),
    ].join('\n'),
  )
  return `# ${comment}\nversion: 1\n\n${blocks.join('\n\n')}\n`
}
