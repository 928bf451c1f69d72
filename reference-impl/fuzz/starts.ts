import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { CLIENT, CLIENT_PORTAL, MANAGER, SERVED, sha256, verifierOf } from './identities.ts'

const account = (user: string) => ({ user, password: `Aa1!${randomBytes(16).toString('hex')}` })
const SERVICE = account('svc-writeback@corp.test')

/** Configuration and secrets of each role, in the order in which they start. */
export const startsOf = (folder: string, issuer: object) =>
  ({
    relay: {
      config: {},
      secrets: {
        managementVerifier: verifierOf(MANAGER),
        tenants: {
          [CLIENT.tenant]: { agent: verifierOf(CLIENT), portal: verifierOf(CLIENT_PORTAL) },
          [SERVED.tenant]: {
            agent: verifierOf(SERVED.agent),
            portal: verifierOf(SERVED.portal),
          },
        },
      },
    },
    directory: {
      config: {},
      secrets: { administrator: account('administrator@corp.test'), service: SERVICE },
    },
    portal: {
      config: { issuer, tenants: [{ tenant: CLIENT.tenant }, { tenant: SERVED.tenant }] },
      secrets: {
        relayManagement: MANAGER,
        relayTenants: { [SERVED.tenant]: { agent: SERVED.agent, portal: SERVED.portal } },
        synchronisationVerifiers: { [CLIENT.tenant]: sha256(CLIENT.password) },
      },
    },
    agent: {
      config: {
        tenants: [{ tenant: SERVED.tenant, baseDn: null }],
        stateDir: join(folder, 'agent'),
        exposeTestKeys: true,
      },
      secrets: { directory: SERVICE, synchronisation: {} },
    },
  }) as const
