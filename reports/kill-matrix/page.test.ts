import { expect, it } from 'vitest'
import { HOSTILE } from '../fixtures/results.ts'
import type { KillMatrix } from './matrix.ts'
import { renderKillMatrix } from './page.ts'

const common = { why: 'because', firings: 3, durationMs: 1_500 }
const killed = {
  ...common,
  fault: 'agent-errs',
  fate: 'killed',
  killed: [['PWB-X-1', 'wrong']],
  collateral: ['PWB-X-2'],
} as const
const green = { ...common, variant: 'portal-differs', fate: 'green', passed: 7, misjudged: [] }

const matrix = (over: Partial<KillMatrix> = {}): KillMatrix => ({
  cancelled: false,
  verdicts: [killed],
  variants: [green],
  unkilledRequirements: ['PWB-X-9'],
  unkilledPairs: ['PWB-X-9 never-seen'],
  ...over,
})

const textOf = (page: string) =>
  page
    .replace(/<style>[\s\S]*?<\/style>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')

it('says that the judges can be trusted, and who killed what', () => {
  const text = textOf(renderKillMatrix(matrix()))
  expect(text).toContain('Can the judges be trusted? Yes')
  expect(text).toContain('agent-errs killed PWB-X-1 wrong PWB-X-2 3 1.5')
  expect(text).toContain('portal-differs green 7 3 1.5')
  expect(text).toContain('PWB-X-9 never-seen')
})

it.each<[string, Partial<KillMatrix>]>([
  ['No', { verdicts: [{ ...killed, fate: 'survived' }] }],
  ['No', { variants: [{ ...green, fate: 'misjudged' }] }],
  ['No', { variants: [{ ...green, fate: 'dead' }] }],
  ['No', { verdicts: [], variants: [] }],
  ['Not known: interrupted', { cancelled: true }],
])('answers %s to %j', (word, over) => {
  expect(textOf(renderKillMatrix(matrix(over)))).toContain(`Can the judges be trusted? ${word} `)
})

it('shows what came out badly first, with the reason', () => {
  const bad = {
    ...killed,
    fault: 'relay-errs',
    fate: 'survived',
    why: 'passed: PWB-X-1',
    killed: [],
  }
  const text = textOf(renderKillMatrix(matrix({ verdicts: [killed, bad] })))
  expect(text).toMatch(/relay-errs survived passed: PWB-X-1.*agent-errs killed/)
})

it('fetches nothing and obeys nothing that stands in it', () => {
  const page = renderKillMatrix(
    matrix({ verdicts: [{ ...killed, fault: HOSTILE, why: HOSTILE, fate: 'broken' }] }),
  )
  expect(page.slice(0, 500)).toContain("default-src 'none'")
  expect(page).not.toMatch(/<script|(?:href|src)="(?!#|data:,")/)
})
