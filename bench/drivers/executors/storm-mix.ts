import type { Edge } from '../../../harness/contract/edge.ts'
import {
  createMappedPortal,
  type MappedPortalOptions,
} from '../../../harness/target/portal/mapped-portal.ts'
import {
  createPortalClient,
  type PortalAnswer,
  type PortalClient,
} from '../../../harness/target/portal/portal-client.ts'
import { type LoadOutcome, understood } from '../../measure/outcomes.ts'
import { passwordFor } from '../../workload/passwords.ts'
import type { Intent } from '../../workload/scenario/intents.ts'
import type { OperationName } from '../../workload/scenario/mix.ts'
import type { Executor } from './executor.ts'
import { createKnownPasswords } from './known-passwords.ts'
import { whyNoAnswer } from './no-answer.ts'

export interface StormMixOptions {
  readonly edge: Edge
  readonly connections: number
  readonly timeoutMs: number
  readonly passwordSecret: string
  /** By account index; beyond them are names that nobody has. */
  readonly accounts: readonly { readonly user: string; readonly totpSecret: string }[]
  /** Operation → index into `intents`. */
  readonly intent: Uint16Array
  readonly intents: readonly Intent[]
  /** By client, for administrators; by client and user name (`tokenKey`), for people who are signed in. */
  readonly tokens: ReadonlyMap<string, string>
  /** So many seconds of the roles' clocks pass in one; one-time codes follow them. Default: 1. */
  readonly clockRate?: number
  /** A portal with an interface of its own is driven so; it takes no tokens. */
  readonly mapped?: Pick<MappedPortalOptions, 'mapping' | 'secrets'>
}

/** Where a person's token is among the tokens. */
export const tokenKey = (origin: string, user: string) => `${origin} ${user}`

const TOO_SHORT = 5
const NOBODY_TOTP = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'

/** One operation with everything that it needs. */
interface Ask {
  readonly user: string
  readonly totpSecret: string
  readonly currentPassword: string
  readonly newPassword: string
  readonly token: string
}

const ASKS = {
  'self-service-reset': (portal, ask) => portal.selfServiceReset(ask),
  change: (portal, ask) => portal.change(ask),
  'administrator-reset': (portal, ask) => portal.administratorReset(ask),
  async unlock(portal, { user, totpSecret }) {
    const session = await portal.openSession(user, totpSecret)
    return typeof session === 'string' ? portal.unlock(session) : session
  },
} as const satisfies Record<
  OperationName,
  (portal: PortalClient, ask: Ask) => Promise<PortalAnswer>
>

function clientOf({ edge, connections, timeoutMs, clockRate = 1, mapped }: StormMixOptions) {
  const reach = { edge, connections, timeoutMs }
  return mapped === undefined
    ? createPortalClient({ ...reach, clockRate })
    : createMappedPortal({ ...reach, ...mapped })
}

/** Any operation of a scenario's mix, right or wrong in the way that its intent says. */
export function stormMix(options: StormMixOptions): Executor {
  const { accounts, passwordSecret, tokens, mapped } = options
  const portal = clientOf(options)
  const known = createKnownPasswords()

  // Where there are no tokens, a name stands for them.
  const tokenFor = ({ operation, origin }: Intent, user: string) =>
    mapped === undefined
      ? (tokens.get(operation === 'change' ? tokenKey(String(origin), user) : String(origin)) ?? '')
      : user

  function askFor(intent: Intent, account: number, generation: number): Ask {
    const { user, totpSecret } = accounts[account] ?? {
      user: `nobody-${account}@nowhere.test`,
      totpSecret: NOBODY_TOTP,
    }
    const present = passwordFor(passwordSecret, account, known.of(account))
    const wanted = passwordFor(passwordSecret, account, generation)
    const { refusal } = intent
    return {
      user,
      totpSecret,
      currentPassword: refusal === 'wrong-old-password' ? `${present}x` : present,
      newPassword:
        refusal === 'in-history'
          ? present
          : refusal === 'too-short'
            ? wanted.slice(0, TOO_SHORT)
            : wanted,
      token: tokenFor(intent, user),
    }
  }

  return {
    async execute({ operation, account, generation }): Promise<LoadOutcome> {
      const intent = options.intents[options.intent[operation] ?? 0]
      if (intent === undefined) throw new RangeError(`operation ${operation}: no intent`)
      try {
        const answer = await ASKS[intent.operation](portal, askFor(intent, account, generation))
        const outcome = understood(answer.code)
        known.told(account, generation, outcome)
        return outcome
      } catch (error) {
        return whyNoAnswer(error)
      }
    },
    close: () => portal.close(),
  }
}
