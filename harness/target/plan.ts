import type { RoleName } from '../contract/edge.ts'
import type { PasswordMode } from '../contract/origins.ts'
import type { Slots } from './slots/slots.ts'

export type TapMode = 'opaque' | 'inspecting'

/** Tenants that name the same tap share it. */
export interface TapPlan {
  readonly name: string
  readonly mode: TapMode
}

/** One tenant of the system to start. */
export interface TenantPlan {
  readonly tenant: string
  /** Accounts below it are the tenant's users; null: a tenant that only sends heartbeats. */
  readonly baseDn: string | null
  /** The same in other forests. */
  readonly moreBaseDns?: readonly string[]
  /** A proxy on this tenant's agent-relay link; null: the agent dials the relay itself. */
  readonly relayTap: TapPlan | null
  /** Suffixes of user principal names whose users sign in otherwise than by pass-through (PWB-MODE). */
  readonly signInBySuffix?: Readonly<Record<string, PasswordMode>>
  /** A pre-made RSA pair, for tenants that only send heartbeats. */
  readonly keyPairFile?: string
}

/** What to start, and where to sit in between. Configuration not named takes the contract's defaults. */
export interface SystemPlan {
  /** Names the system in a run that starts several. */
  readonly name: string
  readonly runDir: string
  readonly tenants: readonly TenantPlan[]
  readonly portalRelayTap: TapMode | null
  /** Every tenant has a second relay, with a tap of its own beside each `relayTap`. Only where the run starts the relay. */
  readonly secondRelay?: boolean
  readonly directoryTap: boolean
  /** A tap on the agent's link to every domain controller, the first one's too. Default: none. */
  readonly controllerTaps?: TapMode
  /** A proxy on the agent's link to the portal: onboarding and synchronisation. */
  readonly agentPortalTap?: TapMode
  /** A proxy on the way of people and administrators to the portal. */
  readonly portalTap?: TapMode
  /** What fills the slots; absent: the reference fills all four. */
  readonly slots?: Slots
  /** Faults of the reference, and the file that counts their firings. */
  readonly faults: readonly string[]
  /** Permitted variants of the reference; they count their firings in the same file. */
  readonly variants?: readonly string[]
  readonly firingsFile?: string
  readonly config: Readonly<Partial<Record<RoleName, Record<string, unknown>>>>
  /** Accounts that the directory makes for itself when it starts, in an organizational unit below its head. */
  readonly generate?: { readonly accounts: number; readonly organizationalUnit: string }
  /** The reference collects its garbage when it is drained: for who measures memory. */
  readonly collects?: boolean
  /** Time is not moved but waited for, at most so long at once. Absent: the clocks of the roles are moved. */
  readonly realLimitMs?: number
  /** Ports that must be these; for the others the OS chooses. */
  readonly ports?: Readonly<Partial<Record<RoleName, number>>>
}

export const DOMAIN = 'corp.test'
export const DOMAIN_DN = 'DC=corp,DC=test'

/** The names that certificates are verified by. */
export const SERVERNAMES = {
  portal: 'portal.writeback.test',
  relay: 'relay.writeback.test',
  directory: `dc1.${DOMAIN}`,
} as const
