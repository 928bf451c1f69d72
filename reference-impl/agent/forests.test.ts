import { describe, expect, it } from 'vitest'
import { agentConfigSchema } from '../../harness/contract/role-config.ts'
import { createDrivenClock } from '../clock.ts'
import { NO_FAULTS } from '../faults.ts'
import { DirectoryError } from './directory/directory-failure.ts'
import type { DirectoryAccess } from './directory/directory-pool.ts'
import { createEmulatorPool } from './directory/emulator-pool.ts'
import { createFailoverPool } from './directory/failover-pool.ts'
import { controllerEdgeNames, forestOf, openForests } from './forests.ts'

const away = () => new DirectoryError({ kind: 'unreachable', reason: 'ECONNREFUSED' })

/** A controller that answers searches from a table, and counts what it ran. */
function controllerOf(values: Record<string, string> = {}) {
  const state = { runs: 0, up: true }
  const access: DirectoryAccess = {
    run(work) {
      if (!state.up) return Promise.reject(away())
      state.runs++
      return work({
        search: async (base) => ({
          searchEntries: [
            { dn: String(base), [ATTRIBUTES[String(base)] ?? '']: [values[String(base)] ?? ''] },
          ],
          searchReferences: [],
        }),
        modify: async () => undefined,
        async *searchPaginated() {
          yield* []
        },
      })
    },
  }
  return { state, access }
}
const SERVER = 'CN=DC2,CN=Servers,DC=corp,DC=test'
const ATTRIBUTES: Record<string, string> = {
  '': 'defaultNamingContext',
  'DC=corp,DC=test': 'fSMORoleOwner',
  [SERVER]: 'dNSHostName',
}
const knowing = (name: string) =>
  controllerOf({
    '': 'DC=corp,DC=test',
    'DC=corp,DC=test': `CN=NTDS Settings,${SERVER}`,
    [SERVER]: name,
  })

const write = (pool: DirectoryAccess) => pool.run((client) => client.modify('dn', []))

const stage = (name: string) => {
  const clock = createDrivenClock()
  clock.stop()
  const reader = knowing(name)
  const emulator = controllerOf()
  const controllers = new Map([['dc2.corp.test', emulator.access]])
  const options = { readers: reader.access, controllers, clock, faults: NO_FAULTS }
  return { reader, emulator, pool: createEmulatorPool(options) }
}

describe('the PDC emulator', () => {
  it('is asked for once, and written to; the controller that was asked is not', async () => {
    const { reader, emulator, pool } = stage('DC2.corp.test')
    await write(pool)
    await write(pool)
    expect([reader.state.runs, emulator.state.runs]).toEqual([3, 2])
  })

  it('out of reach: the failure, no other controller, and asked for anew', async () => {
    const { reader, emulator, pool } = stage('dc2.corp.test')
    emulator.state.up = false
    await expect(write(pool)).rejects.toThrow('unreachable')
    expect(reader.state.runs).toBe(3)
    emulator.state.up = true
    await write(pool)
    expect([reader.state.runs, emulator.state.runs]).toEqual([6, 1])
  })

  it('behind no edge of the agent: unreachable, by its name', async () => {
    await expect(write(stage('dc9.corp.test').pool)).rejects.toThrow('dc9.corp.test')
  })
})

it('reading goes to the first controller that can be reached; a refusal is an answer', async () => {
  const [first, second] = [controllerOf(), controllerOf()]
  const pool = createFailoverPool([first.access, second.access])
  await write(pool)
  first.state.up = false
  await write(pool)
  expect([first.state.runs, second.state.runs]).toEqual([1, 1])
  second.state.up = false
  await expect(write(pool)).rejects.toThrow('unreachable')
  const refused = new DirectoryError({ kind: 'refused', code: 50, hex: '' })
  const refusing = createFailoverPool([{ run: () => Promise.reject(refused) }, second.access])
  second.state.up = true
  await expect(write(refusing)).rejects.toBe(refused)
})

const edge = (servername: string) => ({ host: '127.0.0.1', port: 1, servername, ca: '' })

describe('configured forests', () => {
  const EDGES = new Map([
    ['one', edge('dc1.corp.test')],
    ['two', edge('dc2.corp.test')],
    ['branch', edge('dc1.branch.test')],
  ])
  const open = (forests: object[]) => {
    const config = agentConfigSchema.parse({ forests, tenants: [], stateDir: '/nowhere' })
    const secrets = { directory: { user: 'u', password: 'p' }, forests: {}, synchronisation: {} }
    const clock = createDrivenClock()
    clock.stop()
    return { config, forests: openForests(config, secrets, EDGES, { clock, faults: NO_FAULTS }) }
  }
  const CORP = { domain: 'corp.test', controllers: ['one', 'two'] }

  it('a distinguished name belongs to the forest whose head ends it, and to no other', () => {
    const { forests, config } = open([CORP, { domain: 'branch.test', controllers: ['branch'] }])
    expect(controllerEdgeNames(config)).toEqual(['one', 'two', 'branch'])
    expect(forestOf(forests, 'OU=A,dc=Branch,DC=test').domain).toBe('branch.test')
    expect(forestOf(forests, 'DC=corp,DC=test').domain).toBe('corp.test')
    expect(() => forestOf(forests, 'OU=A,DC=twig-branch,DC=test')).toThrow('corp.test, branch.test')
  })

  it('a preferred controller that is none of the edges is refused by name', () => {
    const preferred = { edges: ['three'], only: true }
    expect(() => open([{ ...CORP, preferredControllers: preferred }])).toThrow('three')
  })
})
