import { expect, it } from 'vitest'
import { soundMatrix, unsoundMatrix } from '../fixtures/kill-matrix.ts'
import { HOSTILE } from '../fixtures/results.ts'
import type { KillMatrix } from './matrix.ts'
import { renderKillMatrix } from './page.ts'

const textOf = (page: string) =>
  page
    .replace(/<style>[\s\S]*?<\/style>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')

const { verdicts, variants } = soundMatrix()

it('says that the judges can be trusted, and who killed what', () => {
  const text = textOf(renderKillMatrix(soundMatrix()))
  expect(text).toContain('Can the judges be trusted? Yes')
  expect(text).toContain('agent-errs killed PWB-X-1 wrong PWB-X-2 3 1.5')
  expect(text).toContain('portal-differs green 7 3 1.5')
  expect(text).toContain('PWB-X-9 never-seen')
})

it.each<[string, Partial<KillMatrix>]>([
  ['No', { verdicts: verdicts.map((one) => ({ ...one, fate: 'survived' })) }],
  ['No', { variants: variants.map((one) => ({ ...one, fate: 'misjudged' })) }],
  ['No', { variants: variants.map((one) => ({ ...one, fate: 'dead' })) }],
  ['No', { verdicts: [], variants: [] }],
  ['Not known: interrupted', { cancelled: true }],
])('answers %s to %j', (word, over) => {
  const text = textOf(renderKillMatrix(soundMatrix(over)))
  expect(text).toContain(`Can the judges be trusted? ${word} `)
})

it('shows what came out badly first, with the reason', () => {
  const text = textOf(renderKillMatrix(unsoundMatrix()))
  expect(text).toMatch(/relay-errs survived passed: PWB-X-1.*agent-errs killed/)
  expect(text).toContain('relay-differs misjudged failed: PWB-X-2: PWB-X-2 never-so 6')
})

it('fetches nothing and obeys nothing that stands in it', () => {
  const hostile = verdicts.map((one) => ({ ...one, fault: HOSTILE, why: HOSTILE, fate: 'broken' }))
  const page = renderKillMatrix(soundMatrix({ verdicts: hostile }))
  expect(page.slice(0, 500)).toContain("default-src 'none'")
  expect(page).not.toMatch(/<script|(?:href|src)="(?!#|data:,")/)
})
