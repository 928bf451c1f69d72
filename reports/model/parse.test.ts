import { describe, expect, it } from 'vitest'
import { redResult } from '../fixtures/results.ts'
import { parseResult } from './parse.ts'

const problemsOf = (input: unknown) => {
  const parsed = parseResult(input)
  return parsed.ok ? [] : parsed.problems
}

describe('parseResult', () => {
  it('reads what was written', () => {
    const written: unknown = JSON.parse(JSON.stringify(redResult()))
    expect(parseResult(written)).toEqual({ ok: true, result: redResult() })
  })

  it('refuses a newer version and says which it found', () => {
    expect(problemsOf({ ...redResult(), version: 2, more: true })).toEqual([
      'version: found 2, this program reads 1; use the release that wrote the file',
    ])
  })

  it('names every problem with its path', () => {
    const { seed: _, ...withoutSeed } = redResult()
    const problems = problemsOf({
      ...withoutSeed,
      surprise: 1,
      figures: [{ name: 'x', value: 'fast', unit: 'ms' }],
      exit: { code: 1.5, name: 'violated', reason: 'x' },
    })
    expect(problems).toHaveLength(4)
    expect(problems.join('\n')).toMatch(/^seed: /m)
    expect(problems.join('\n')).toMatch(/^figures\.0\.value: /m)
    expect(problems.join('\n')).toMatch(/^exit\.code: /m)
    expect(problems.join('\n')).toMatch(/surprise/)
  })

  it.each([[null], ['text'], [[]], [{}]])('does not take %j for a result', (input) => {
    expect(problemsOf(input)).not.toEqual([])
  })
})
