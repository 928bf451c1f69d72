import type { LinkEdit } from '../../contract/agent-administration.ts'
import type { RoleName } from '../../contract/edge.ts'
import type { TestKeys } from '../../contract/role-config.ts'
import type { TokenClaims } from '../../contract/portal.ts'
import type { TenantSettings } from '../../contract/tenant-settings.ts'
import type { Account } from '../../target/accounts.ts'
import type { BindVerdict } from '../../target/directory/directory-judge.ts'
import type { LinkMeasurement } from '../../target/link-measure.ts'
import type { PortalClient } from '../../target/portal/portal-client.ts'
import type { Impostor } from '../../target/trust/impostor.ts'
import type { ForgedReset, OpenedPackage } from '../../target/trust/package-opener.ts'
import type { PasswordSettings } from '../../target/directory/password-settings.ts'
import type { addressesFor } from '../../target/relay/relay-addresses.ts'
import type { RelayAttempts, RelayLogin } from '../../target/relay/relay-attempts.ts'
import type { RelayProbe } from '../../target/relay/relay-probe.ts'
import type { Assignment } from '../../target/portal/portal-administration.ts'
import type { SystemTime } from '../../target/time/system-time.ts'
import type { Tap } from '../../wire/tap.ts'
import type { AgentEvent, KeyRead, LinkedPerson, Newcomer, People, Trace } from './handed-out.ts'
import type { PacedMeasurement, PacedOrder } from './paced.ts'
import type { StormCapability } from './storm.ts'

/** A tenant whose link is left alone behind a forgetful middlebox. */
export interface IdleLink extends Pick<Capabilities, 'portal' | 'accounts'> {
  /** Resolves when the link was idle for the scaled quarter of an hour; how long that was. */
  idled(): Promise<number>
  /** The control: whether a flow that nobody keeps alive was forgotten by now. */
  forgets(): Promise<boolean>
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
  /** The relay's own: how long a request waits there, and how that time passes. */
  relayTime: {
    readonly ttlMs: number
    /** So long before expiry it must still be there, and so long after it no more. */
    readonly aroundMs: number
    /** After so long it must be gone at last. */
    readonly latestMs: number
    /** It cannot be moved: time passes really, and messages of ours live shorter. */
    readonly isItsOwn: boolean
    pass(ms: number): Promise<unknown>
  }
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
    /** Ports that the processes have connections to: `tcp 5671`. */
    connected(pids: readonly number[]): Promise<readonly string[]>
    /** The ports that the agent's edges, taps included, lead to, by name. */
    readonly edges: Readonly<Record<string, number>>
    /** Processes that must be seen listening, or the instrument is blind. */
    control(): readonly number[]
  }
  /** The inspecting tap on the tenant's agent-relay link. */
  agentLink: Tap
  /** The tenant's second relay, where it has two, and the tap on the agent's link to it. */
  secondRelay: { readonly agentLink: Tap; stop(): Promise<void>; restart(): Promise<void> }
  /** The inspecting tap on the portal-relay link. */
  portalLink: Tap
  /** The inspecting tap on the agent's link to the portal: onboarding and synchronisation. */
  onboardingLink: Tap
  /** The tap on the agent-directory link. */
  directoryLink: Tap
  /** A receiver with the agent's own relay credential. */
  relayProbe: { open(): Promise<RelayProbe> }
  /** What the relay lets each credential do, tried on connections of their own. */
  relayAccess: RelayAttempts & {
    /** The tenant's addresses at the relay. */
    readonly addresses: ReturnType<typeof addressesFor>
    /** What a role logs in by; `tenant`: another one than the check's own. */
    login(role: 'portal' | 'agent', tenant?: string): Promise<RelayLogin>
  }
  /** What the directory's administrator does, besides what `accounts` offers. */
  directoryAdministrator: {
    readonly domainDn: string
    enable(account: Account): Promise<void>
    /** "User cannot change password". */
    denyPasswordChange(account: Account): Promise<void>
    /** adminCount=1: once in a protected group. */
    mark(account: Account): Promise<void>
    /** A new group with these members; its distinguished name. */
    group(accounts: readonly Account[]): Promise<string>
    groupOfGroups(groupDns: readonly string[]): Promise<string>
    addTo(groupDn: string, memberDn: string): Promise<void>
    /** A fine-grained password policy for these users and groups, by distinguished name. */
    policy(
      settings: PasswordSettings,
      appliesTo: readonly string[],
    ): Promise<{ change(settings: PasswordSettings): Promise<void>; remove(): Promise<void> }>
  }
  /** Accounts that the agent's service account has no right to reset; synchronised and enrolled. */
  undelegated: { take(): Account }
  /** Accounts whose distinguished names need every kind of escape; synchronised and enrolled. */
  oddlyNamed: readonly Account[]
  /** What the parts leave behind on this machine: files of the run, process arguments, environments. */
  traces: {
    /** Where any form of the secrets lies, in how many places it was looked for. */
    find(
      secrets: readonly string[],
      roles: readonly RoleName[],
    ): Promise<{ readonly found: readonly Trace[]; readonly looked: number }>
    /** Looks while the secret lies in a file of the run: the instrument's control. */
    withControl<T>(secret: string, look: () => Promise<T>): Promise<T>
  }
  /** The agent's state directory: permission bits of everything in it. */
  agentState: { entries(): Promise<readonly { readonly name: string; readonly mode: number }[]> }
  /** The tenant's keys, which only a target under test exposes. */
  testKeys: {
    read(): Promise<TestKeys['tenants'][string]>
    /** Opens packages under the keys of now; throws for what they do not open. */
    opener(): Promise<{
      open(body: Buffer): OpenedPackage
      secretBlock(opened: OpenedPackage): Buffer
    }>
    /** A reset as the portal would seal it under these keys, which may be old ones. */
    seal(reset: ForgedReset, keys: TestKeys['tenants'][string]): Buffer
  }
  /** The agent's local administration of the tenant. */
  agentAdministration: {
    enable(): Promise<void>
    disable(): Promise<void>
    synchronise(): Promise<void>
  }
  /** Where each server of the system listens, taps left aside. */
  servers: {
    readonly list: readonly {
      readonly name: string
      readonly host: string
      readonly port: number
      readonly protocol: 'https' | 'amqps' | 'ldaps'
    }[]
  }
  /** Servers that no client may trust, and the links on which clients can be led to them. */
  impostors: {
    readonly links: readonly {
      readonly name: string
      readonly tap: Tap
      readonly servername: string
    }[]
    open(
      kind: 'wrong name' | 'unknown issuer' | 'expired' | 'plain text' | 'right',
      servername: string,
    ): Promise<Impostor>
  }
  /**
   * Links that have been idle, behind middleboxes that forget flows, since the lane opened; all network times
   * are divided by 30.
   */
  idleLinks: Readonly<Record<'120 s' | '60 s', IdleLink>>
  /** A tenant whose parts reach the relay by WebSocket in TLS, on one port, seen by an inspecting tap. */
  upgraded: Pick<Capabilities, 'portal' | 'accounts' | 'agentLink' | 'agentAdministration'>
  /** The agent's synchronisation, and accounts that it does not know yet. */
  synchronisation: {
    full(): Promise<void>
    delta(): Promise<void>
    /** Breaks the account's links between connector spaces and metaverse, until the next full one. */
    editLinks(account: Account, edit: LinkEdit): Promise<void>
    /** Made in the directory just now. */
    createUnsynchronised(): Promise<Account>
    /** The account's user principal name becomes this one, in the directory only. */
    rename(account: Account, user: string): Promise<void>
  }
  /** Rolls the keys of every enabled tenant of the agent now; how many tenants that were. */
  rotation: { rotate(): Promise<number> }
  /** A system whose directory has no policy-hints control. */
  withoutPolicyHints: Pick<Capabilities, 'portal' | 'accounts' | 'events'>
  /** One tenant's people in two forests. */
  forests: {
    readonly portal: Capabilities['portal']
    /**
     * A person with an account in each forest, linked by their mail; the portal knows the person by the
     * name of the one that is enabled, the last one's if both are.
     */
    linked(enabled: { readonly first: boolean; readonly second: boolean }): LinkedPerson
    bind(account: Account, password: string): Promise<BindVerdict>
    enable(account: Account): Promise<void>
  }
  /** A forest of several controllers, and an agent that may import from one only that is not the PDC emulator. */
  controllers: Pick<Capabilities, 'portal' | 'accounts' | 'directory'> & {
    /** Inspecting LDAP. */
    readonly emulator: Tap
    /** Of the other controllers that have people of the tenant. */
    readonly others: readonly Tap[]
    readonly preferred: Tap
    synchronise(): Promise<void>
  }
  /** What the portal noted of each read of the tenant's symmetric key. */
  keyReads: { all(): Promise<readonly KeyRead[]> }
  /** The policy-hints controls that the directory lists: resets can be held to history and minimum age. */
  policyHints: { readonly listed: readonly string[] }
  /** A password filter of the directory: a word that it refuses anywhere in a password. */
  passwordFilter: { readonly bannedWord: string }
  /** Another tenant of the same system, enabled at the first `open`. */
  neighbour: {
    open(): Promise<
      Pick<Capabilities, 'portal' | 'accounts' | 'agentLink'> & { readonly tenant: string }
    >
  }
  /** Storms on a system of their own, each with its history. */
  storm: StormCapability
  /** The opaque tap on the agent-relay link of a tenant, to be made slow. */
  slowLink: Tap
  /** A system that nobody else uses, with opaque taps on its hops. */
  idle: {
    /** Every hop, while `load` runs; `load` tells how many operations it made. */
    hops(load: () => Promise<number>): Promise<readonly LinkMeasurement[]>
    /** How far apart each side's keep-alives are, as far as is known. */
    readonly keepAliveMs: number
    /** The agent's links, one a relay, for so long in real time, while nothing is asked. */
    forReal(ms: number): Promise<readonly LinkMeasurement[]>
    /** The same while the clocks move by so much, less than an hour, from heartbeat to heartbeat. */
    onTheClock(ms: number): Promise<readonly LinkMeasurement[]>
  }
  /** The opaque tap on the idle agent's link to its tenant's second relay. */
  idleSecondLink: Pick<Tap, 'snapshot'>
  /** The opaque tap on the agent-relay link of a tenant that nobody else loads. */
  bandwidth: {
    /**
     * Counts the link's bytes while `load` runs; `load` tells how many operations it made, of which so many were
     * changes. Reports call it “one tenant …”.
     */
    measure(
      load: () => Promise<number>,
      about: { readonly changes: number; readonly called: string },
    ): Promise<LinkMeasurement>
    /** The same while operations are begun at an even pace, which the checks beside it do not slow down. */
    measurePaced(
      order: PacedOrder,
      about: { readonly changes: number; readonly called: string },
    ): Promise<PacedMeasurement>
  }
}

export type Capability = keyof Capabilities
