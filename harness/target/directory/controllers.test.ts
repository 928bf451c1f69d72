import { describe, expect, it } from 'vitest'
import { agentConfigSchema } from '../../contract/role-config.ts'
import { agentForests, plannedControllers } from './controllers.ts'

const plan = (directory: Record<string, unknown>) => ({ config: { directory } })

const TWO_FORESTS = plan({
  controllers: [{ name: 'dc1.corp.test' }, { name: 'dc2.corp.test' }],
  forests: [{ domain: 'branch.example' }],
})

describe('the controllers of a plan', () => {
  it('are one, behind the edge `directory`, of which the agent is told nothing', () => {
    expect(plannedControllers({ config: {} })).toEqual([
      { name: 'dc1.corp.test', edge: 'directory' },
    ])
    expect(agentForests(plan({ policy: { minimumLength: 3 } }))).toEqual({})
  })

  it('keep the edge `directory` for the first, and name the edges of the others', () => {
    expect(plannedControllers(TWO_FORESTS)).toEqual([
      { name: 'dc1.corp.test', edge: 'directory' },
      { name: 'dc2.corp.test', edge: 'directory:dc2.corp.test' },
      { name: 'dc1.branch.example', edge: 'directory:dc1.branch.example' },
    ])
  })

  it('are told to the agent as its configuration takes them', () => {
    const told = agentConfigSchema.parse({
      tenants: [],
      stateDir: '/',
      ...agentForests(TWO_FORESTS),
    })
    expect(told.forests).toMatchObject([
      { domain: 'corp.test', controllers: ['directory', 'directory:dc2.corp.test'] },
      { domain: 'branch.example', controllers: ['directory:dc1.branch.example'] },
    ])
  })
})
