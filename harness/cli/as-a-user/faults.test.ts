import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { PROFILES } from '../../conformance/profiles/index.ts'
import type { Profile } from '../../conformance/profiles/profile.ts'
import { REQUIREMENTS } from '../../conformance/requirements/index.ts'
import { readFaults, readVariants } from '../options/fault-names.ts'
import { inTemporaryFolder, runCommand } from './testing.ts'

const DECLARED = new Map<string, (typeof REQUIREMENTS)[number]>(
  REQUIREMENTS.map((requirement) => [requirement.id, requirement]),
)

const pairsOf = (kills: Readonly<Record<string, readonly string[]>>) =>
  Object.entries(kills).flatMap(([id, codes]) => codes.map((code) => [id, code] as const))

const summary = z.looseObject({
  verdicts: z.array(
    z.looseObject({ fault: z.string(), fate: z.string(), killed: z.array(z.unknown()) }),
  ),
})

describe('the faults of the reference', () => {
  it('name findings that their requirements declare', () => {
    const wrong = Object.entries(readFaults()).flatMap(([fault, { kills }]) =>
      pairsOf(kills)
        .filter(([id, code]) => !Object.hasOwn(DECLARED.get(id)?.findings ?? {}, code))
        .map((pair) => `${fault}: ${pair.join(' ')}`),
    )
    expect(wrong).toEqual([])
  })

  it('find each reading of a later profile, by findings that it declares', () => {
    const rows = Object.values(readFaults()).flatMap(({ killsIn = {} }) => Object.entries(killsIn))
    for (const [name, { readings = [] }] of Object.entries<Profile>(PROFILES)) {
      const killed = rows.filter(([profile]) => profile === name).map(([, kills]) => kills)
      for (const { id, findings } of readings) {
        const codes = killed.flatMap((kills) => kills[id] ?? [])
        expect(codes.length, `${name}: ${id}`).toBeGreaterThan(0)
        expect(codes.filter((code) => !Object.hasOwn(findings, code))).toEqual([])
      }
    }
  })

  it('name every finding of every requirement', () => {
    const named = new Set(
      Object.values(readFaults()).flatMap(({ kills }) =>
        pairsOf(kills).map((pair) => pair.join(' ')),
      ),
    )
    const unnamed = REQUIREMENTS.flatMap(({ id, findings }) =>
      Object.keys(findings).map((code) => `${id} ${code}`),
    ).filter((pair) => !named.has(pair))
    expect(unnamed).toEqual([])
  })
})

describe('the permitted variants of the reference', () => {
  it('may mislead families that there are', () => {
    const families = new Set(REQUIREMENTS.map(({ id }) => id.split('-')[1] ?? ''))
    const strange = Object.entries(readVariants()).flatMap(([variant, { mayMislead }]) =>
      mayMislead.filter((family) => !families.has(family)).map((family) => `${variant}: ${family}`),
    )
    expect(strange).toEqual([])
  })

  it('are in every role', () => {
    const roles = new Set(Object.values(readVariants()).map(({ role }) => role))
    expect([...roles].toSorted()).toEqual(['agent', 'directory', 'portal', 'relay'])
  })
})

it('every deviation’s name begins with its role, which is how the role is told of it', () => {
  const all = Object.entries({ ...readFaults(), ...readVariants() })
  expect(all.filter(([name, { role }]) => !name.startsWith(`${role}-`))).toEqual([])
})

// The kill matrix itself is a command of its own: all faults take minutes.
it('prove shows a fault killed for its own reason, by the shipped command', async () => {
  await inTemporaryFolder(async (folder) => {
    const faults = ['portal-one-text-for-all', 'relay-grants-all']
    const only = faults.flatMap((fault) => ['--only-fault', fault])
    const ran = await runCommand(['prove', ...only, '--out', folder])
    const text = await readFile(join(folder, 'prove.json'), 'utf8')
    const { verdicts } = summary.parse(JSON.parse(text))
    expect(Object.fromEntries(verdicts.map(({ fault, fate }) => [fault, fate]))).toEqual({
      'portal-one-text-for-all': 'killed',
      'relay-grants-all': 'killed',
    })
    expect(ran.code).toBe(0)
    expect(await readFile(join(folder, 'prove.html'), 'utf8')).toContain(
      '2 of 2 faults were killed',
    )
  })
}, 120_000)
