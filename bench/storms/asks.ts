import type { OutcomeCode } from '../../harness/contract/outcomes.ts'
import type { Account } from '../../harness/target/accounts.ts'
import type { PortalAnswer, PortalClient } from '../../harness/target/portal/portal-client.ts'
import { DOMAIN_DN } from '../../harness/target/plan.ts'
import type { Stage } from '../../harness/target/stage.ts'

/** What an ask is made with: the person's first password is known, the new one is the operation's own. */
export interface Asking {
  readonly portal: PortalClient
  readonly account: Account
  readonly newPassword: string
  administratorToken(): Promise<string>
  userToken(user: string): Promise<string>
}

/** One thing that people of a storm ask for. */
export interface Ask {
  readonly expected: readonly OutcomeCode[]
  /** How it may end, too, once the agent was started again: it has then synchronised since `prepare`. */
  readonly afterRestart?: readonly OutcomeCode[]
  /** Whether the account can bind afterwards, once `restore` has been called. */
  readonly binds: boolean
  /** What makes the account one of whom this is asked; after the synchronisation. */
  prepare?(stage: Stage, account: Account): Promise<unknown>
  /** Lifts what keeps the account from binding. */
  restore?(stage: Stage, account: Account): Promise<unknown>
  /** Another password than the one given. */
  readonly password?: string
  perform(asking: Asking): Promise<PortalAnswer>
}

const TOO_SHORT = 'Ab1!xyz'
const DISABLED = '514'
const ENABLED = '512'
const PROTECTED_GROUP = `CN=Domain Admins,CN=Users,${DOMAIN_DN}`

const selfService: Ask['perform'] = ({ portal, account: { user, totpSecret }, newPassword }) =>
  portal.selfServiceReset({ user, totpSecret, newPassword })

const administrator: Ask['perform'] = async ({ portal, account, newPassword, ...tokens }) =>
  portal.administratorReset({
    token: await tokens.administratorToken(),
    user: account.user,
    newPassword,
  })

const changeWith =
  (suffix: string): Ask['perform'] =>
  async ({ portal, account, newPassword, userToken }) =>
    portal.change({
      token: await userToken(account.user),
      currentPassword: `${account.password}${suffix}`,
      newPassword,
    })

/** Every ask, and how it ends where all is well. One more: one row here. */
export const ASKS = {
  'self-service reset': { expected: ['changed'], binds: true, perform: selfService },
  'administrator reset': { expected: ['changed'], binds: true, perform: administrator },
  change: { expected: ['changed'], binds: true, perform: changeWith('') },
  'too short a password': {
    expected: ['policy'],
    binds: true,
    password: TOO_SHORT,
    perform: selfService,
  },
  'wrong current password': {
    expected: ['wrong-current-password'],
    binds: true,
    perform: changeWith('x'),
  },
  'disabled account': {
    expected: ['account-disabled'],
    // PWB-POL-10: one that was disabled before the last synchronisation may be left out of it.
    afterRestart: ['user-not-found'],
    binds: true,
    prepare: (stage, { dn }) => stage.seed.modify(dn, { userAccountControl: [DISABLED] }),
    restore: (stage, { dn }) => stage.seed.modify(dn, { userAccountControl: [ENABLED] }),
    perform: administrator,
  },
  'protected account': {
    expected: ['no-permission'],
    binds: true,
    prepare: (stage, { dn }) => stage.seed.addMember(PROTECTED_GROUP, dn),
    perform: administrator,
  },
  'removed account': {
    expected: ['user-not-found'],
    binds: false,
    prepare: (stage, { dn }) => stage.seed.remove(dn),
    perform: administrator,
  },
} as const satisfies Record<string, Ask>

export type AskName = keyof typeof ASKS

/** The outcomes that an ask may end with, answered before or after the agent was started again. */
export function expectedOf(name: AskName, isRestarted: boolean): readonly OutcomeCode[] {
  const { expected, afterRestart = [] }: Ask = ASKS[name]
  return isRestarted ? [...expected, ...afterRestart] : expected
}
export const askOf = (name: AskName): Ask => ASKS[name]

/** Half resets by people, a quarter changes, a quarter resets by administrators, as the load of PWB-BW. */
export const RESETS: readonly AskName[] = [
  'self-service reset',
  'change',
  'self-service reset',
  'administrator reset',
]

/** The same, with every refusal among them. */
export const MIXED: readonly AskName[] = [
  ...RESETS,
  'too short a password',
  ...RESETS,
  'wrong current password',
  ...RESETS,
  'disabled account',
  ...RESETS,
  'protected account',
  ...RESETS,
  'removed account',
]
