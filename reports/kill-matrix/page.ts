import { html } from '../formats/html/markup.ts'
import { section, table } from '../formats/html/parts.ts'
import { renderShell } from '../formats/html/shell.ts'
import type { KillMatrix, Pair } from './matrix.ts'

const MS_PER_S = 1_000
const seconds = (durationMs: number) => (durationMs / MS_PER_S).toFixed(1)
const pairText = (pairs: readonly Pair[]) =>
  [...new Set(pairs.map((pair) => pair.join(' ')))].join(', ')

const reason = (why: string, pairs: readonly Pair[]) =>
  pairs.length === 0 ? why : `${why}: ${pairText(pairs)}`

const GOOD = { fault: ['killed', 'no judge'], variant: ['green'] } as const

const isGood = (kind: keyof typeof GOOD, fate: string) => GOOD[kind].some((good) => good === fate)

/** The bad ones first, so that nobody has to look for them. */
const badFirst = <T extends { readonly fate: string }>(
  kind: keyof typeof GOOD,
  all: readonly T[],
) => all.toSorted((a, b) => Number(isGood(kind, a.fate)) - Number(isGood(kind, b.fate)))

function answer({ cancelled, verdicts, variants }: KillMatrix) {
  const killed = verdicts.filter(({ fate }) => fate === 'killed').length
  const green = variants.filter(({ fate }) => fate === 'green').length
  const bad =
    verdicts.filter(({ fate }) => !isGood('fault', fate)).length +
    variants.filter(({ fate }) => !isGood('variant', fate)).length
  const proven = !cancelled && bad === 0 && verdicts.length + variants.length > 0
  const word = cancelled ? 'Not known: interrupted' : proven ? 'Yes' : 'No'
  return html`<p class="run">Password writeback: the kill matrix</p>
<div class="answer ${proven ? 'good' : cancelled ? 'open' : 'bad'}"><h1>Can the judges be trusted? <strong>${word}</strong></h1>
<p class="reason">${killed} of ${verdicts.length} faults were killed; ${green} of ${variants.length} permitted variants stayed green.</p></div>`
}

const faultTable = ({ verdicts }: KillMatrix) =>
  table({
    caption: 'Each fault of the reference: what found it',
    head: ['Fault', 'Fate', 'Found by', 'Failed beside', 'Firings', 'Seconds'],
    numbersFrom: 4,
    rows: badFirst('fault', verdicts).map((one) => [
      one.fault,
      one.fate,
      isGood('fault', one.fate) ? pairText(one.killed) : reason(one.why, one.killed),
      one.collateral.join(', '),
      one.firings,
      seconds(one.durationMs),
    ]),
  })

const variantTable = ({ variants }: KillMatrix) =>
  table({
    caption: 'Each permitted variant of the reference: what it must not mislead',
    head: ['Variant', 'Fate', 'Wrongly found', 'Passed', 'Firings', 'Seconds'],
    numbersFrom: 3,
    rows: badFirst('variant', variants).map((one) => [
      one.variant,
      one.fate,
      one.fate === 'green' ? '' : reason(one.why, one.misjudged),
      one.passed,
      one.firings,
      seconds(one.durationMs),
    ]),
  })

const pairTable = ({ unkilledPairs }: KillMatrix) =>
  table({
    caption: 'Findings that no fault of this run produced: nobody saw them found',
    head: ['Requirement', 'Finding'],
    rows: unkilledPairs.map((pair) => pair.split(' ')),
  })

/** The kill matrix as one self-contained page: the bad ones first, and what nothing killed. */
export function renderKillMatrix(matrix: KillMatrix): string {
  const { verdicts, variants, unkilledPairs, unkilledRequirements } = matrix
  const alive = unkilledRequirements.join(', ')
  return renderShell({
    title: 'Kill matrix',
    header: answer(matrix),
    sections: [
      {
        id: 'faults',
        name: 'Faults',
        content: verdicts.length > 0 && section('faults', 'Faults', faultTable(matrix)),
      },
      {
        id: 'variants',
        name: 'Variants',
        content: variants.length > 0 && section('variants', 'Variants', variantTable(matrix)),
      },
      {
        id: 'unkilled',
        name: 'Without a killer',
        content:
          verdicts.length > 0 &&
          section('unkilled', 'Without a killer', [
            html`<p>Requirements that no fault killed: ${alive === '' ? 'none' : alive}.</p>`,
            unkilledPairs.length > 0 && pairTable(matrix),
          ]),
      },
    ],
  })
}
