import type { z } from 'zod'
import type { onboardingRequest } from '../../../harness/contract/portal.ts'
import type { Clock } from '../../clock.ts'
import type { RelayManagement } from '../../protocol/relay-management.ts'
import { type Generation, generationsOf, type Writeback } from './generations.ts'
import { Refusal } from '../http/refusal.ts'
import type { TenantLink } from '../operations/join-links.ts'
import type { SecretStore } from './secret-store.ts'
import type { Tenant } from './tenants.ts'
import { makeKeys, type NewKeys, readPublicKey, type RelayCredentials } from './writeback-keys.ts'

export interface RolloverOptions {
  readonly management: Pick<RelayManagement, 'updateTenant'>
  readonly openLink: (keys: NewKeys) => Promise<TenantLink>
  readonly secrets: SecretStore
  readonly clock: Clock
  readonly keyOverlapMs: number
  /** Credentials of relays whose tenants somebody else makes. */
  readonly provisioned: Readonly<Record<string, RelayCredentials>>
  /** Runs a tenant's onboarding steps one after the other. */
  readonly inTurn: <T>(tenant: Tenant, run: () => Promise<T>) => Promise<T>
}

type Rollover = Extract<z.infer<typeof onboardingRequest>, { action: 'rollover' }>

const verifiersOf = (writeback: Writeback) =>
  generationsOf(writeback).map(({ credentials }) => credentials)

/**
 * New keys beside the present ones, without a message lost: the relay takes both credentials, the portal
 * seals under the present key until the agent was heard under the new one, and takes results under the
 * earlier for `keyOverlapMs` more (PWB-KEY-1, -3, -4).
 */
export function createRollover(options: RolloverOptions) {
  const { management, openLink, secrets, clock, keyOverlapMs, inTurn, provisioned } = options

  async function retire(tenant: Tenant, generation: Generation | null) {
    if (generation === null) return
    secrets.drop({ tenant: tenant.name, keyId: generation.keyId })
    generation.link.retire()
    await generation.link.close()
  }

  const tellRelay = (tenant: Tenant, valid: readonly NewKeys['verifiers'][]) =>
    management.updateTenant(tenant.name, valid)

  async function make(tenant: Tenant, writeback: Writeback, keys: NewKeys): Promise<Generation> {
    const { keyId, publicKey, symmetricKey } = keys.sealing
    const name = { tenant: tenant.name, keyId }
    secrets.put(name, symmetricKey)
    try {
      await tellRelay(tenant, [...verifiersOf(writeback), keys.verifiers])
      return { keyId, publicKey, link: await openLink(keys), credentials: keys.verifiers }
    } catch (error) {
      secrets.drop(name)
      throw error
    }
  }

  async function endOverlap(tenant: Tenant, generation: Generation) {
    const { writeback } = tenant
    if (writeback?.earlier !== generation) return
    writeback.earlier = null
    writeback.overlap = null
    await retire(tenant, generation)
    // A relay that is away meanwhile is given the valid credentials when it is back.
    await tellRelay(tenant, verifiersOf(writeback)).catch(() => undefined)
  }

  return {
    /** Throws `writeback-disabled`, `invalid-request`, or the relay's error; then nothing has changed. */
    async start(tenant: Tenant, { publicKey }: Rollover): Promise<NewKeys> {
      const { writeback } = tenant
      if (writeback === null) throw new Refusal('writeback-disabled')
      const keys = makeKeys(tenant.name, readPublicKey(publicKey), {
        names: 'of its own',
        provisioned: provisioned[tenant.name],
      })
      const abandoned = writeback.next
      writeback.next = null
      try {
        writeback.next = await make(tenant, writeback, keys)
      } catch (error) {
        writeback.next = abandoned
        await tellRelay(tenant, verifiersOf(writeback)).catch(() => undefined)
        throw error
      }
      await retire(tenant, abandoned)
      return keys
    },

    /** The agent was heard under this key: from now on it is the one. */
    heard(tenant: Tenant, keyId: number) {
      const { writeback } = tenant
      const next = writeback?.next
      if (!writeback || !next || next.keyId !== keyId) return
      writeback.overlap?.cancel()
      void retire(tenant, writeback.earlier)
      const earlier = writeback.current
      writeback.current = next
      writeback.next = null
      writeback.earlier = earlier
      writeback.overlap = clock.setTimeout(
        () => void inTurn(tenant, () => endOverlap(tenant, earlier)),
        keyOverlapMs,
      )
    },

    /** Drops every generation that there was. */
    async forget(tenant: Tenant, writeback: Writeback | null) {
      if (writeback === null) return
      writeback.overlap?.cancel()
      await Promise.all(generationsOf(writeback).map((one) => retire(tenant, one)))
    },
  }
}
