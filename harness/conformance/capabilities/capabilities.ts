import type { TokenClaims } from '../../contract/portal.ts'
import type { TenantSettings } from '../../contract/tenant-settings.ts'
import type { Account } from '../../target/accounts.ts'
import type { BindVerdict } from '../../target/directory-judge.ts'
import type { LinkMeasurement } from '../../target/link-measure.ts'
import type { PortalClient } from '../../target/portal-client.ts'
import type { RelayProbe } from '../../target/relay-probe.ts'
import type { Assignment } from '../../target/portal-administration.ts'
import type { SystemTime } from '../../target/system-time.ts'
import type { Tap } from '../../wire/tap.ts'

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

/** Everything that a check may touch. A target that lacks one leaves the checks that need it not proven. */
export interface Capabilities {
  /** The portal's interface, as a person and as an administrator. */
  portal: PortalClient & {
    administratorToken(clientApplication?: string): Promise<string>
    userToken(account: Pick<Account, 'user'>, clientApplication?: string): Promise<string>
    /** Any token of the run's issuer for the tenant, made `ageMs` ago; it is good for five minutes. */
    token(
      claims: Omit<TokenClaims, 'tenant'> & { tenant?: string },
      ageMs?: number,
    ): Promise<string>
  }
  /** People by how their password is managed (PWB-MODE), each unused. */
  people: People
  /** What the tenant's administrator sets. Settings go back to what they were after the check. */
  tenant: {
    readonly name: string
    change(settings: Partial<TenantSettings>): Promise<void>
    assign(user: string, assignment: Omit<Assignment, 'user'>): Promise<void>
  }
  /** A second tenant, whose writeback is not enabled when a check begins. */
  newcomer: Newcomer
  /** What the agent wrote to its event log, from the beginning. */
  events: { all(): Promise<readonly AgentEvent[]> }
  /** Work in a tenant of its own and in real time, while other checks run. */
  pacing: {
    /** Begins `count` pieces of work, one each `periodMs`; how long each took, in milliseconds. */
    evenly(count: number, periodMs: number, work: () => Promise<void>): Promise<readonly number[]>
  }
  /** Accounts of the check's own, made over LDAP, synchronised and enrolled. */
  accounts: {
    /** One that nobody used yet. */
    take(): Account
    /** One whose user principal name has 113 characters. */
    takeLongName(): Account
    /** Puts the account into a protected group. */
    protect(account: Account): Promise<void>
    disable(account: Account): Promise<void>
    remove(account: Account): Promise<void>
    /** The next logon asks for a new password. */
    forceChange(account: Account): Promise<void>
    /** From now on the account's passwords end at this age. */
    limitPasswordAge(account: Account, maximumAgeMs: number): Promise<void>
    /** Wrong binds until the directory says that the account is locked. */
    lock(account: Account): Promise<void>
  }
  /** The directory, by the judge's own LDAP client. */
  directory: {
    bind(account: Account, password: string): Promise<BindVerdict>
    /** The attribute's first value, read as the directory's administrator. */
    read(account: Account, attribute: string): Promise<string | undefined>
  }
  clock: SystemTime
  /** The agent's process: stop it cleanly, start it again as it was. */
  agent: {
    stop(): Promise<void>
    restart(): Promise<void>
    /** The agent's process ids, children included. */
    pids(): Promise<readonly number[]>
  }
  /** The operating system's view: TCP listeners and unconnected UDP sockets of processes. */
  sockets: {
    listening(pids: readonly number[]): Promise<readonly string[]>
    /** Processes that must be seen listening, or the instrument is blind. */
    control(): readonly number[]
  }
  /** The inspecting tap on the tenant's agent-relay link. */
  agentLink: Tap
  /** The inspecting tap on the portal-relay link. */
  portalLink: Tap
  /** The tap on the agent-directory link. */
  directoryLink: Tap
  /** A receiver with the agent's own relay credential. */
  relayProbe: { open(): Promise<RelayProbe> }
  /** The opaque tap on the agent-relay link of a tenant that nobody else loads. */
  bandwidth: {
    /** Counts the link's bytes while `load` runs; `load` tells how many operations it made. */
    measure(load: () => Promise<number>): Promise<LinkMeasurement>
  }
}

export type Capability = keyof Capabilities
