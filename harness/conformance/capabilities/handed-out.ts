import type { TokenClaims } from '../../contract/portal.ts'
import type { TenantSettings } from '../../contract/tenant-settings.ts'
import type { Account } from '../../target/accounts.ts'

/** A secret that was found. */
export interface Trace {
  readonly place: string
  readonly form: string
}

/** One person's accounts, in the first and in the second forest. */
export interface LinkedPerson {
  readonly first: Account
  readonly second: Account
}

/** What a person knows, on premises or in the cloud only. */
export type Person = Pick<Account, 'user' | 'totpSecret' | 'password'>

export interface People {
  federated(): Account
  hashSynchronised(): Account
  passThrough(): Account
  /** One that no directory knows. */
  cloudOnly(): Promise<Person>
}

export interface AgentEvent {
  /** Null: the product publishes no number for it. */
  readonly id: number | null
  readonly name: string
  readonly tenant?: string | undefined
  readonly trackingId?: string | undefined
  /** The line as it stands in the log. */
  readonly line: string
}

export interface Newcomer {
  readonly name: string
  take(): Account
  /** A token of its administrator; by default of a global administrator created in the cloud. */
  token(claims?: Partial<TokenClaims>): Promise<string>
  change(settings: Partial<TenantSettings>): Promise<void>
  /** Through the agent: resolves with what it answered; rejects with its refusal. */
  enable(): Promise<{ keyId: number }>
  disable(): Promise<void>
  isEnabledAtAgent(): Promise<boolean>
}

/** A read of the symmetric key in the portal's audit log. */
export interface KeyRead {
  readonly time: string
  readonly tenant: string
  readonly purpose: string
}
