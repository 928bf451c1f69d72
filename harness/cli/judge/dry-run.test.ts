import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { REQUIREMENTS } from '../../conformance/requirements/index.ts'
import { mapRoles, REFERENCE } from '../../target/slots/slots.ts'
import { onLanes } from './lanes.ts'
import { dryRunLines } from './dry-run.ts'
import { inTemporaryFolder, runCommand } from '../as-a-user/testing.ts'

const named = (...ids: readonly string[]) => REQUIREMENTS.filter(({ id }) => ids.includes(id))

const ids = (all: typeof REQUIREMENTS) => all.map(({ id }) => id).toSorted()
const missing = (told: readonly string[]) => told.filter((line) => line.startsWith('missing'))

const stormy = (of: typeof REQUIREMENTS) =>
  onLanes(of, false)
    .filter(({ name }) => name.startsWith('storm'))
    .map(({ name, requirements }) => [name, ids(requirements)] as const)

it('every requirement is judged on exactly one lane', () => {
  const shared = onLanes(REQUIREMENTS, false).flatMap(({ requirements }) => requirements)
  expect(ids(shared)).toEqual(ids(REQUIREMENTS))
})

it('few checks share one system, many are halved between two', () => {
  const few = named('PWB-OPS-1', 'PWB-OPS-2', 'PWB-OPS-3')
  expect(onLanes(few, false).map(({ name }) => name)).toEqual(['exclusive'])
  const halves = onLanes(REQUIREMENTS, false).filter(({ name }) => name.startsWith('exclusive'))
  const [one = 0, other = 0] = halves.map(({ requirements }) => requirements.length)
  expect(Math.abs(one - other)).toBeLessThanOrEqual(1)
})

it('the storm that kills parts has a system of its own, unless few storms are asked for', () => {
  const [first, second, ...others] = stormy(REQUIREMENTS)
  expect([first?.[0], ...(second ?? []), ...others]).toEqual(['storm', 'storm 2', ['PWB-LOAD-6']])
  const few = ['PWB-LOAD-1', 'PWB-LOAD-6']
  expect(stormy(named(...few))).toEqual([['storm', few]])
})

describe('a dry run', () => {
  const judged = named('PWB-OPS-1', 'PWB-OPS-2', 'PWB-OPS-3', 'PWB-BW-2')
  const asked = { judged, settled: [], profile: 'aad-connect-2017', waivers: [] } as const
  const known = { slots: mapRoles(() => REFERENCE) }
  const durations = new Map([
    ['PWB-OPS-1', 2_000],
    ['PWB-OPS-3', 1_000],
    ['PWB-BW-2', 30_000],
  ])
  const lines = dryRunLines({ ...asked, whole: true }, [judged], known, durations)

  it('says in which lane each would be judged, and how long that took last', () => {
    const told = lines.filter((line) => /^(lane|time| )/.test(line))
    expect(told.map((line) => line.replace(/ +/g, ' ').slice(0, 50))).toEqual([
      'time the longest lane took 30 s; the start of its ',
      'lane exclusive: 3 requirements, took 3 s, 1 not me',
      ' PWB-OPS-1 real took 2 s a user’s voluntary self-s',
      ' PWB-OPS-2 real not measured yet a user’s forced c',
      ' PWB-OPS-3 real took 1 s a self-service reset from',
      'lane steady: 1 requirements, took 30 s',
      ' PWB-BW-2 mixed took 30 s extreme load of a tenant',
    ])
  })

  it('says what systems one after the other take together', () => {
    const told = dryRunLines({ ...asked, whole: true }, [judged], known, durations, 'oneByOne')
    expect(told.slice(2, 4)).toEqual([
      'judged   4 requirements on 2 lanes one system after the other',
      'time     2 systems took 33 s; their start comes to that',
    ])
  })

  it('says what is missing from the whole, not from a choice', () => {
    expect(missing(lines).join('\n')).toMatch(/PWB-LIFE-9 is not judged here: doctor/)
    expect(missing(dryRunLines({ ...asked, whole: false }, [judged], known, durations))).toEqual([])
  })

  it('says what each needs, and what the target would leave not proven', () => {
    const program = { fill: 'exec', argv: ['program'], cwd: '/' } as const
    const edge = { host: '127.0.0.1', port: 1, servername: 'ad.test', caFile: '/none' }
    const somebodys = {
      fill: 'url',
      serves: 'directory',
      edge,
      credentials: { file: '/none' },
      domain: 'ad.test',
      container: 'OU=Test',
      policyHints: 'required',
    } as const
    const slots = { ...known.slots, agent: program, directory: somebodys }
    const some = named('PWB-OPS-1', 'PWB-FLOW-9', 'PWB-LIFE-5', 'PWB-LIFE-8')
    const told = dryRunLines({ ...asked, judged: some, whole: false }, [some], { slots }, durations)
    expect(told.filter((line) => /^(provable|needs)/.test(line))).toEqual([
      'provable 3 of 4: 1 need what the target lacks and would be not proven; 2 need what a part tells only once it runs',
      'needs    PWB-OPS-1    offered portal, accounts, directory',
      'needs    PWB-FLOW-9   lacking clock (directory: the verb "advance"; --time real waits instead); offered portal, accounts, agent, agentLink, portalLink',
      'needs    PWB-LIFE-5   not yet told events (agent: an event log, by its reply to start); offered portal, accounts, directory, agent, tenant',
      'needs    PWB-LIFE-8   not yet told events (agent: an event log, by its reply to start); offered portal, accounts, agent, newcomer, tenant',
    ])
    expect(lines).toContain(
      'provable 4 of 4: 0 need what the target lacks and would be not proven; 0 need what a part tells only once it runs',
    )
  })

  it('starts nothing and writes nothing, whatever the target is', async () => {
    await inTemporaryFolder(async (folder) => {
      const target = join(folder, 'target.yaml')
      await writeFile(target, 'version: 1\nslots: { agent: { exec: { argv: [none] } } }\n')
      for (const [command, last] of [
        ['gate', /^then +a storm of 50\/s for 20 s/m],
        ['conform', /^missing/m],
      ] as const) {
        const argv = [command, '--dry-run', '--target', target, '--out', folder]
        const { code, stdout, stderr } = await runCommand(argv)
        expect([code, stderr, await readdir(folder)]).toEqual([0, '', ['target.yaml']])
        expect(stdout).toMatch(/^needs +PWB-LIFE-5 +not yet told events \(agent: /m)
        expect(stdout).toMatch(last)
      }
    })
  })
})
