import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { REQUIREMENTS } from '../requirements/index.ts'
import type { CatalogueEntry } from './entry.ts'
import { CATALOGUE, CATALOGUE_VERSION } from './index.ts'
import { JUDGED_ELSEWHERE } from './judged-elsewhere.ts'
import { catalogueProblems } from './lint.ts'
import { renderCatalogue } from './markdown.ts'

/** What each version says; a changed word is a new version, so that waivers are looked at again. */
const DIGESTS: Readonly<Record<number, string>> = {
  1: '654ab14ad4613ead',
}

const A: CatalogueEntry = { id: 'PWB-NET-1', level: 'MUST', subject: 'agent', title: 'a' }
const B: CatalogueEntry = { ...A, id: 'PWB-NET-2' }

describe('the catalogue', () => {
  it('is declared whole, or says who judges instead', () => {
    expect(catalogueProblems(CATALOGUE, REQUIREMENTS, JUDGED_ELSEWHERE)).toEqual([])
  })

  it('is the published document (npx vitest run harness/conformance/catalogue -u writes it anew)', async () => {
    const file = fileURLToPath(new URL('../CATALOGUE.md', import.meta.url))
    await expect(renderCatalogue()).toMatchFileSnapshot(file)
  })

  it('gets a new version when a word changes', () => {
    const digest = createHash('sha256').update(JSON.stringify(CATALOGUE)).digest('hex')
    expect(digest.slice(0, 16)).toBe(DIGESTS[CATALOGUE_VERSION])
  })
})

describe('the lint', () => {
  it.each([
    ['nothing', [A], [A], {}, []],
    ['an entry that nobody judges', [A, B], [A], {}, [/NET-2: no check declares it/]],
    ['a judge elsewhere', [A, B], [A], { 'PWB-NET-2': 'load driver' }, []],
    ['declared and still listed', [A], [A], { 'PWB-NET-1': 'not declared yet' }, [/still listed/]],
    ['a declaration of nothing', [A], [A, B], {}, [/NET-2: is not in the catalogue/]],
    ['a listing of nothing', [A], [A], { 'PWB-NET-9': 'x' }, [/NET-9: is not in the catalogue/]],
    ['another level', [A], [{ ...A, level: 'SHOULD' as const }], {}, [/SHOULD agent.*MUST agent/]],
    ['another subject', [A], [{ ...A, subject: 'relay' as const }], {}, [/MUST relay/]],
    ['an id twice', [A, A], [A, A], {}, [/twice in the catalogue/, /declared twice/]],
  ] as const)('finds %s', (_, catalogue, declared, elsewhere, expected) => {
    const problems = catalogueProblems(catalogue, declared, elsewhere)
    expect(problems).toHaveLength(expected.length)
    for (const [index, pattern] of expected.entries()) expect(problems[index]).toMatch(pattern)
  })
})
