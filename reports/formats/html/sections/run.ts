import type { Result } from '../../../model/result.ts'
import { formatBytes, formatNumber } from '../../../model/units.ts'
import { html } from '../markup.ts'
import { facts, section, table } from '../parts.ts'

/** Figures that a run shows beside its verdicts. */
export const figures = ({ figures: shown }: Result) =>
  shown.length > 0 &&
  section(
    'figures',
    'Figures',
    table({
      caption: 'Figures and what they are held against',
      head: ['Figure', 'Value', 'Against'],
      rows: shown.map(({ name, value, unit, against }) => [
        name,
        `${formatNumber(value)} ${unit}`,
        against ?? '',
      ]),
    }),
  )

const targetTable = ({ target }: Result) =>
  table({
    caption: 'The parts of the system under test',
    head: ['Part', 'Filled with', 'Name', 'Faults switched on'],
    rows: Object.entries(target).map(([role, { fill, name, faults }]) => [
      role,
      fill,
      name,
      faults.join(', ') || 'none',
    ]),
  })

/** What was judged, and on what machine. */
export const surroundings = (result: Result) => {
  const { environment } = result
  return section('environment', 'System under test and environment', [
    targetTable(result),
    facts([
      ['Processor', `${environment.cpu}, ${environment.cores} cores`],
      ['Memory', formatBytes(environment.memoryBytes)],
      ['Kernel', environment.kernel],
      ['Node', environment.node],
      ['OpenSSL', environment.openssl],
      ['writeback', environment.writeback],
      ['Commit', environment.commit ?? 'not known'],
      ['TLS key exchange', environment.tlsGroup ?? 'not told'],
    ]),
    result.notes.length > 0 &&
      html`<h3>Notes</h3><ul>${result.notes.map((note) => html`<li>${note}</li>`)}</ul>`,
  ])
}

const commandLine = ({ command, target }: Result) => {
  const faults = [...new Set(Object.values(target).flatMap(({ faults: its }) => its))]
  const program = command.startsWith('writeback') ? command : `writeback ${command}`
  const missing = faults.filter((name) => !command.includes(name))
  return [program, ...missing.map((name) => `--fault ${name}`)].join(' ')
}

/** How to get the same run again. */
export const reproduction = (result: Result) =>
  section(
    'reproduce',
    'How to reproduce',
    html`
<pre><code>${commandLine(result)}</code></pre>
<p>Seed ${result.seed}, release ${result.environment.writeback}${result.environment.commit !== null && html`, commit <code>${result.environment.commit}</code>`}. This page was made from <code>result.json</code> of the same run alone, and can be made again from it.</p>`,
  )
