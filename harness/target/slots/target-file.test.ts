import { describe, expect, it } from 'vitest'
import { BadInput } from '../errors.ts'
import { addressConfig, addressesFor } from '../relay/relay-addresses.ts'
import { parseTarget } from './target-file.ts'

const problemsOf = (source: string) => {
  try {
    parseTarget(source, 'target.yaml')
    return []
  } catch (error) {
    if (error instanceof BadInput) return error.problems
    throw error
  }
}

const brokerSource = (address: string) => `version: 1
slots:
  relay:
    url: amqps://relay.example.test
    caFile: ca.pem
    credentialsFile: relay.json
    addresses:
      sendRequests: ${address}
      receiveRequests: /amq/queue/{tenant}
      sendResults: /exchange/{tenant}
      receiveResults: /amq/queue/{tenant}
`

describe('a target file', () => {
  it('fills the slots that it names, and the others with the reference', () => {
    const { slots } = parseTarget(
      `version: 1
slots:
  agent: { exec: { argv: [node, agent.mjs], cwd: tools } }
  relay: { mutant: [relay-grants-all] }
`,
      '/srv/ours/target.yaml',
    )
    expect(slots).toEqual({
      portal: { fill: 'reference', faults: [] },
      relay: { fill: 'mutant', faults: ['relay-grants-all'] },
      agent: { fill: 'exec', argv: ['node', 'agent.mjs'], cwd: '/srv/ours/tools' },
      directory: { fill: 'reference', faults: [] },
    })
  })

  it('names every problem at once, each with its line', () => {
    const problems = problemsOf(`version: 2
slots:
  portal: referense
  relay: { mutant: [] }
  agent:
    exec:
      argv: node
      shell: true
  fileserver: reference
`)
    expect(problems.map((problem) => problem.replace(/^target.yaml, /, '').slice(0, 38))).toEqual([
      'line 1: version must be 1',
      expect.stringContaining('line 3: slots.portal found referense'),
      expect.stringContaining('line 4: slots.relay.mutant must name a'),
      expect.stringContaining('line 7: slots.agent.exec.argv must be'),
      expect.stringContaining('line 8: slots.agent.exec.shell is not'),
      expect.stringContaining('line 9: slots.fileserver is not known'),
    ])
  })

  it('takes a portal that runs already only with relay, agent and directory of its own', () => {
    const problems = problemsOf(`version: 1
slots:
  portal:
    url: https://passwords.example.test
    caFile: ca.pem
    mapping: mapping.yaml
    prepare: { argv: [prepare] }
  agent: elsewhere
`)
    expect(problems).toEqual([
      expect.stringMatching(/slots\.relay must be elsewhere/),
      expect.stringMatching(/line 2: slots must give the directory’s url/),
    ])
    expect(problemsOf('version: 1\nslots: { agent: elsewhere }\n')).toEqual([
      expect.stringMatching(/slots\.agent cannot be elsewhere: the portal is not/),
    ])
  })

  it('takes a broker’s addresses as templates, each with its tenant in it', () => {
    expect(problemsOf(brokerSource('/exchange/all'))).toEqual([
      expect.stringMatching(
        /line 8: slots\.relay\.addresses\.sendRequests must contain \{tenant\}/,
      ),
    ])
    const { slots } = parseTarget(brokerSource('/exchange/{tenant}'), '/x/target.yaml')
    const { deadRequests, receiveResults } = addressesFor('a', slots)
    expect({ deadRequests, receiveResults }).toEqual({
      deadRequests: undefined,
      receiveResults: '/amq/queue/a',
    })
    expect(addressConfig(slots).addresses).toMatchObject({
      sendRequests: '/exchange/{tenant}',
      presence: null,
    })
  })

  it('names the line of what is no YAML', () => {
    expect(problemsOf('version: 1\nslots: {agent: [\n')[0]).toMatch(/target\.yaml, line \d+: /)
  })

  it('refuses a slot that is filled twice', () => {
    const [problem] = problemsOf(
      'version: 1\nslots: { agent: { mutant: [x], exec: { argv: [y] } } }\n',
    )
    expect(problem).toMatch(/line 2: slots\.agent found \{ mutant, exec \}/)
  })
})
