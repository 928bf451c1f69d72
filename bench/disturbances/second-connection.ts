import { readFile } from 'node:fs/promises'
import { addressesSchema, testKeysSchema } from '../../harness/contract/role-config.ts'
import { openRelayProbe, type RelayProbe } from '../../harness/target/relay/relay-probe.ts'
import type { Disturbance, Disturbed } from './disturbance.ts'

const ATTACH_MS = 5_000
const LOOK_MS = 200

async function connectAsAgent({ system, tenant }: Disturbed): Promise<RelayProbe> {
  const { testKeysFile } = system.roles.running('agent').reply
  if (testKeysFile === undefined) throw new Error('the agent exposes no test keys; plan it so')
  const { tenants } = testKeysSchema.parse(JSON.parse(await readFile(testKeysFile, 'utf8')))
  const keys = tenants[tenant]
  if (keys === undefined) throw new Error(`tenant ${tenant} is not enabled; enable it first`)
  const address = addressesSchema.parse(undefined).receiveRequests.replace('{tenant}', tenant)
  return openRelayProbe({
    edge: system.edges.relay,
    ...keys.relay,
    address,
    timeoutMs: ATTACH_MS,
  })
}

/** A forgotten connection of the same agent takes requests and gives them back, one at a time. */
export const secondConnection: Disturbance = {
  title: 'a second connection of the same agent takes requests too',
  needs: ['agent-keys'],
  occupies: ['agent', 'relay', 'its second connection'],
  async begin(at) {
    const probe = await connectAsAgent(at)
    let seen = 0
    const ending = new AbortController()
    const look = async () => {
      while (!ending.signal.aborted) if (await probe.sees(LOOK_MS)) seen += 1
    }
    const looking = look()
    return async () => {
      ending.abort()
      await looking
      await probe.close()
      return `it took ${seen} requests and gave them back`
    }
  },
}
