import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { prepareLaunch } from '../../target/launch.ts'
import { createRoleSet } from '../../target/processes/role-set.ts'
import { commandOf, edgeOf } from '../../target/processes/role-process.ts'
import { writeSecretFile } from '../../target/trust/secrets.ts'
import { loadPlan } from '../run/load-plans.ts'
import { readOnlyResult, runCommand } from './testing.ts'

const result = z.looseObject({
  requirements: z.array(
    z.looseObject({ id: z.string(), verdict: z.string(), reason: z.string().optional() }),
  ),
})
const portalSecrets = z.looseObject({ relayManagement: z.unknown() })

it('a relay that runs already carries what a run’s portal and agent say, and is left without its tenants', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wbt-'))
  const plan = { ...loadPlan({ faults: [] }, 'nobody', 'DC=corp,DC=test'), runDir: folder }
  const roles = createRoleSet({
    command: (role) => commandOf(role, plan),
    onStderr: () => undefined,
    now: Date.now,
  })
  try {
    const launch = await prepareLaunch(plan)
    const { channel } = await roles.spawn('relay')
    const relay = await roles.start('relay', {
      edges: {},
      advertise: {},
      tls: launch.identities.relay,
      config: {},
      secretsFile: launch.secretsFile('relay'),
    })
    const { caFile } = launch.authority
    const edge = edgeOf(relay, 'amqps', 'relay.writeback.test', caFile)
    const known = portalSecrets.parse(
      JSON.parse(await readFile(launch.secretsFile('portal'), 'utf8')),
    )
    const credentialsFile = join(folder, 'relay.json')
    await writeSecretFile(credentialsFile, { management: known.relayManagement })
    const file = join(folder, 'target.yaml')
    await writeFile(
      file,
      `version: 1
slots:
  relay:
    url: amqps://${edge.host}:${edge.port}
    servername: ${edge.servername}
    caFile: ${caFile}
    credentialsFile: ${credentialsFile}
`,
    )
    const out = join(folder, 'out')
    const only = ['PWB-OPS-3', 'PWB-MSG-3'].flatMap((id) => ['--only', id])
    const { code } = await runCommand(['conform', '--target', file, ...only, '--out', out])
    const { requirements } = result.parse(await readOnlyResult(out))
    expect(requirements.map(({ id, verdict, reason }) => ({ id, verdict, reason }))).toEqual([
      { id: 'PWB-OPS-3', verdict: 'pass', reason: undefined },
      { id: 'PWB-MSG-3', verdict: 'pass', reason: undefined },
    ])
    expect(code).toBe(0)
    const { counters } = await channel.ask('drain', {})
    expect(counters).toEqual({})
  } finally {
    await roles.close()
    await rm(folder, { recursive: true, force: true })
  }
})
