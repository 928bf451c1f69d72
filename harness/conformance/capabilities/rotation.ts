import type { Stage } from '../../target/stage.ts'
import type { Capabilities } from './capabilities.ts'

/** Rolling keys now, by the agent's `rotate` verb. */
export const rotationOf = ({ system, agent }: Stage): Capabilities['rotation'] => ({
  async rotate() {
    const { tenants } = await agent.status()
    await system.roles.running('agent').channel.ask('rotate', { what: 'keys' })
    return tenants.filter(({ enabled }) => enabled).length
  },
})
