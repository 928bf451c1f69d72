import type { MappedStage } from '../../target/portal/mapped-stage.ts'
import { DOMAIN_DN } from '../../target/plan.ts'
import { Unsupported } from '../../target/errors.ts'
import type { Lane } from '../runner.ts'
import { accountsOf } from './accounts.ts'

const BASE_DN = `OU=Conformance,${DOMAIN_DN}`
const ACCOUNTS = 60

/** A system that runs elsewhere, seen by its portal's own interface and its directory; tokens are names. */
export async function openMappedLane(stage: MappedStage): Promise<Lane> {
  const plans = Array.from({ length: ACCOUNTS }, (_, index) => ({
    samAccountName: `probe${String(index).padStart(3, '0')}`,
  }))
  const accounts = await stage.createAccounts(BASE_DN, plans)
  return {
    capabilities: {
      portal: {
        ...stage.portal,
        administratorToken: async () => 'administrator',
        userToken: async ({ user }) => user,
        token: async () => {
          throw new Unsupported('portal', 'takes no tokens of the run’s issuer')
        },
      },
      accounts: accountsOf(stage, accounts, []),
      directory: {
        bind: (account, password) => stage.judge.bind(account.user, password),
        async read(account, attribute) {
          const entry = await stage.judge.read(BASE_DN, account.user, [attribute])
          return entry?.[attribute]?.[0]
        },
      },
    },
    restore: async () => undefined,
  }
}
