import type { Disturbance } from './disturbance.ts'

/** The role's process is killed, without a chance to say goodbye, and started again as it was. */
export const roleRestarted = (role: 'agent' | 'relay'): Disturbance => ({
  title: `the ${role} is killed and started again`,
  needs: [`own-${role}`],
  occupies: [role],
  async begin({ system }) {
    await system.roles.kill(role)
    return async () => {
      await system.roles.restart(role)
      return `killed, and started again`
    }
  },
})
