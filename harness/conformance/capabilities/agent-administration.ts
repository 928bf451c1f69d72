import type { Stage } from '../../target/stage.ts'
import type { Capabilities } from './capabilities.ts'

/** The agent's local administration of the tenant, with a cloud-created global administrator's token. */
export const agentAdministrationOf = (
  stage: Stage,
  tenant: string,
): Capabilities['agentAdministration'] => ({
  enable: () => stage.enable(tenant),
  async disable() {
    await stage.agent.disable(tenant, await stage.administratorToken(tenant))
  },
  async synchronise() {
    await stage.agent.synchronise(tenant)
  },
})
