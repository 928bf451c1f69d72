import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseResult } from '../../reports/model/parse.ts'
import { REQUIREMENTS } from '../conformance/requirements/index.ts'
import { readFaults } from './fault-names.ts'
import { inTemporaryFolder, readOnlyResult, runCommand } from './testing.ts'

const DECLARED: ReadonlyMap<string, (typeof REQUIREMENTS)[number]> = new Map(
  REQUIREMENTS.map((requirement) => [requirement.id, requirement]),
)

/** The faults whose requirements are judged, each with these only: a fault may come before its judge. */
const FAULTS = Object.fromEntries(
  Object.entries(readFaults()).flatMap(([name, { kills }]) => {
    const judged = Object.entries(kills).filter(([id]) => DECLARED.has(id))
    return judged.length === 0 ? [] : [[name, { kills: Object.fromEntries(judged) }] as const]
  }),
)

/** Runs the shipped command under one fault over the requirements that it must kill. */
const underFault = (fault: string, ids: readonly string[]) =>
  inTemporaryFolder(async (folder) => {
    const firingsFile = join(folder, 'firings')
    const only = ids.flatMap((id) => ['--only', id])
    const argv = ['conform', ...only, '--fault', fault, '--firings', firingsFile, '--out', folder]
    const ran = await runCommand(argv)
    const firings = await readFile(firingsFile, 'utf8').catch(() => '')
    const parsed = parseResult(await readOnlyResult(folder))
    if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
    return { ran, fired: firings.split('\n').filter(Boolean).length, result: parsed.result }
  })

describe('faults', () => {
  it('kill every requirement that is judged', () => {
    const killed = new Set(Object.values(FAULTS).flatMap(({ kills }) => Object.keys(kills)))
    const unkilled = REQUIREMENTS.filter(({ id }) => !killed.has(id)).map(({ id }) => id)
    expect(REQUIREMENTS.length).toBeGreaterThan(0)
    expect(unkilled).toEqual([])
  })

  it('name findings that their requirements declare', () => {
    for (const { kills } of Object.values(FAULTS)) {
      for (const [id, code] of Object.entries(kills)) {
        expect(Object.keys(DECLARED.get(id)?.findings ?? {}), id).toContain(code)
      }
    }
  })

  it.concurrent.each(Object.entries(FAULTS))(
    '%s turns its requirement red for its own reason',
    async (fault, { kills }) => {
      const { ran, fired, result } = await underFault(fault, Object.keys(kills))
      const found = Object.fromEntries(
        result.requirements.map(({ id, verdict, findings }) => [
          id,
          { verdict, codes: findings.map(({ code }) => code) },
        ]),
      )
      for (const [id, code] of Object.entries(kills)) {
        expect(found[id]?.verdict, `${id}: ${JSON.stringify(found)}`).toBe('fail')
        expect(found[id]?.codes).toContain(code)
      }
      expect(fired).toBeGreaterThan(0)
      expect(ran.code).toBe(1)
    },
    120_000,
  )
})
