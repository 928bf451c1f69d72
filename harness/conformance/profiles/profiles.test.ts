import { describe, expect, it } from 'vitest'
import { CATALOGUE } from '../catalogue/index.ts'
import { REQUIREMENTS } from '../requirements/index.ts'
import { applyProfile } from './apply.ts'
import { PROFILES } from './index.ts'
import { numbered, type Profile, profileProblems } from './profile.ts'

const named = (...ids: readonly string[]) => REQUIREMENTS.filter(({ id }) => ids.includes(id))

const small: Profile = {
  describes: 'an example',
  ids: ['PWB-OPS-1'],
  otherwise: { 'PWB-OPS-2': 'only on Mondays' },
}

describe('profiles', () => {
  it.each(Object.entries(PROFILES))('%s names nothing unknown or twice', (name, profile) => {
    expect(profileProblems(name, profile, CATALOGUE)).toEqual([])
  })

  it.each(Object.entries(PROFILES))(
    '%s has readings of what it reads otherwise only',
    (_, profile) => {
      const { otherwise, readings = [] }: Profile = profile
      expect(readings.filter(({ id }) => otherwise[id] === undefined)).toEqual([])
    },
  )

  it('the default profile is the whole catalogue', () => {
    const ids = new Set<string>(PROFILES['aad-connect-2017'].ids)
    expect(CATALOGUE.filter(({ id }) => !ids.has(id))).toEqual([])
  })

  it('tells every id that is unknown, and every one that stands twice', () => {
    const broken = { ...small, ids: numbered({ OPS: 2, XX: 2 }) }
    expect(profileProblems('p', broken, CATALOGUE)).toEqual([
      'p: PWB-XX-1 is not in the catalogue',
      'p: PWB-XX-2 is not in the catalogue',
      'p: PWB-OPS-2 twice',
    ])
  })
})

describe('a profile', () => {
  it('judges by its own reading what it reads otherwise', () => {
    const asked = named('PWB-OPS-1', 'PWB-OPS-2')
    const readings = named('PWB-OPS-2').map((own) => ({ ...own, title: 'only on Mondays' }))
    const { judged, settled } = applyProfile(asked, 'small', { ...small, readings })
    expect(judged.map(({ title }) => title).at(-1)).toBe('only on Mondays')
    expect(settled).toEqual([])
  })

  it('judges its own, proves nothing of what it reads otherwise, and leaves out the rest', () => {
    const asked = named('PWB-OPS-1', 'PWB-OPS-2', 'PWB-OPS-3')
    const { judged, settled } = applyProfile(asked, 'small', small)
    expect(judged.map(({ id }) => id)).toEqual(['PWB-OPS-1'])
    expect(settled.map(({ id, verdict, reason }) => [id, verdict, reason])).toEqual([
      ['PWB-OPS-2', 'not-proven', 'no check judges how profile small reads it: only on Mondays'],
      ['PWB-OPS-3', 'not-applicable', 'profile small does not have it'],
    ])
  })
})
