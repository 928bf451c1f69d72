import type { z } from 'zod'
import type { Edge } from '../../../harness/contract/edge.ts'
import type { PortalConfig } from '../../../harness/contract/role-config.ts'
import type {
  disableAnswer,
  enableAnswer,
  onboardingAnswer,
  onboardingRequest,
} from '../../../harness/contract/portal.ts'
import type { Clock } from '../../clock.ts'
import type { Faults } from '../../faults.ts'
import { requireTenantLicence } from '../access/eligibility.ts'
import { type EveryRelay, isForgotten, manageEvery, type TenantManagement } from './every-relay.ts'
import { generationsOf, onlyGeneration } from './generations.ts'
import { Refusal } from '../http/refusal.ts'
import { sparing } from './provisioned-relay.ts'
import type { TenantLink } from '../operations/join-links.ts'
import { createRollover } from './rollover.ts'
import type { SecretStore } from './secret-store.ts'
import type { Tenant } from './tenants.ts'
import { makeKeys, type NewKeys, readPublicKey, type RelayCredentials } from './writeback-keys.ts'

const WEAK_SECRET_BYTES = 16

type Request = z.infer<typeof onboardingRequest>
type Enable = Extract<Request, { action: 'enable' }>

/** Synchronisation tools that the product retired (PWB-LIFE-6), in lower case without spaces. */
const RETIRED_PRODUCTS: ReadonlySet<string> = new Set([
  'dirsync',
  'azureadsync',
  'aadsync',
  'windowsazureactivedirectorysync',
])

export interface OnboardingOptions {
  /** Each relay's, the first one's first. */
  readonly managements: readonly TenantManagement[]
  /** Opens the portal's own link to all of them; rejects when one does not let it in. */
  readonly openLink: (keys: NewKeys) => Promise<TenantLink>
  /** Where agents are told to find the relays, unless the tenant's configuration says otherwise. */
  readonly relay: Edge
  readonly secondRelay: Edge | undefined
  /** Tenants that are at the relay already, with what they log in by: `management` is not asked for these. */
  readonly provisioned: Readonly<Record<string, RelayCredentials>>
  readonly faults: Faults
  readonly config: Pick<PortalConfig, 'generation'>
  readonly secrets: SecretStore
  readonly clock: Clock
  readonly keyOverlapMs: number
  /** Requests of a tenant without a result. */
  readonly pendingOf: (tenant: string) => number
}

const placeOf = ({ host, port, servername }: Omit<Edge, 'caFile'>) => ({ host, port, servername })

/** Puts relays back to what the portal still has. */
async function restore({ name, writeback }: Tenant, at: EveryRelay) {
  if (writeback === null) {
    await at.deleteTenant(name)
    return
  }
  const valid = generationsOf(writeback).map(({ credentials }) => credentials)
  await at.createTenant(name, writeback.current.credentials)
  if (valid.length > 1) await at.updateTenant(name, valid)
}

/**
 * Enabling, disabling and rollover, one at a time a tenant. A step that fails leaves the earlier state, at the
 * portal and at the relay (PWB-LIFE-1).
 */
export function createOnboarding(options: OnboardingOptions) {
  const { openLink, provisioned, faults, secrets, pendingOf } = options
  const managements = options.managements.map((each) => sparing(each, provisioned))
  const management = manageEvery(managements)
  const lastOf = new Map<string, Promise<unknown>>()

  function inTurn<T>(tenant: Tenant, run: () => Promise<T>): Promise<T> {
    const before = lastOf.get(tenant.name) ?? Promise.resolve()
    const mine = before.then(run)
    lastOf.set(
      tenant.name,
      mine.catch(() => undefined),
    )
    return mine
  }

  function requireSupported(product: string) {
    const retired = RETIRED_PRODUCTS.has(product.toLowerCase().replaceAll(/\s/g, ''))
    if (retired && !faults.fires('portal-takes-retired-tools')) throw new Refusal('tool-retired')
  }

  const rollover = createRollover({ ...options, management, inTurn })

  /**
   * Runs a step at the relay that ends the tenant's links and messages; on failure they live on. What was
   * waiting there was certainly not applied; when more is open than that, the agent may have some of it,
   * whose result is now lost (PWB-KEY-2, PWB-TTL-4).
   */
  async function replacing<T>(
    { name, writeback }: Tenant,
    step: (tell: (waiting: number) => void) => Promise<T>,
  ): Promise<T> {
    const links = (writeback ? generationsOf(writeback) : []).map(({ link }) => link)
    const reinstate = () => {
      for (const link of links) link.reinstate()
    }
    for (const link of links) link.retire()
    try {
      return await step((waiting) => {
        if (pendingOf(name) > waiting) reinstate()
      })
    } catch (error) {
      reinstate()
      throw error
    }
  }

  async function connectAnew(
    tenant: Tenant,
    keys: NewKeys,
    tell: (waiting: number) => void,
  ): Promise<TenantLink> {
    try {
      tell(await management.createTenant(tenant.name, keys.verifiers))
      return await openLink(keys)
    } catch (error) {
      // If the relay cannot be reached for this either, the next enabling repairs it.
      if (!faults.fires('portal-keeps-half-enabled')) {
        await restore(tenant, management).catch(() => undefined)
      }
      throw error
    }
  }

  /** What the fault hands out: filled only under it. */
  const handedOut = new Map<string, Buffer>()
  function keyFor({ name }: Tenant, key: Buffer): Buffer {
    if (!faults.fires('portal-hands-out-previous-key')) return key
    const previous = handedOut.get(name) ?? key
    handedOut.set(name, key)
    return previous
  }

  function handOut(tenant: Tenant, keys: NewKeys): z.infer<typeof enableAnswer> {
    const relay = placeOf(tenant.relay ?? options.relay)
    const second = tenant.secondRelay ?? options.secondRelay
    const { keyId, symmetricKey } = keys.sealing
    return {
      keyId,
      symmetricKey: keyFor(tenant, symmetricKey).toString('base64'),
      relay,
      ...(second !== undefined && { secondRelay: placeOf(second) }),
      credential: keys.agent,
    }
  }

  async function enable(tenant: Tenant, request: Enable): Promise<NewKeys> {
    const keys = makeKeys(tenant.name, readPublicKey(request.publicKey), {
      provisioned: provisioned[tenant.name],
      ...(faults.fires('portal-makes-weak-secrets') && { secretBytes: WEAK_SECRET_BYTES }),
    })
    const { keyId, publicKey, symmetricKey } = keys.sealing
    const link = await replacing(tenant, (tell) => connectAnew(tenant, keys, tell))
    const before = tenant.writeback
    secrets.put({ tenant: tenant.name, keyId }, symmetricKey)
    tenant.writeback = onlyGeneration({ keyId, publicKey, link, credentials: keys.verifiers })
    await rollover.forget(tenant, before)
    return keys
  }

  async function disable(tenant: Tenant): Promise<z.infer<typeof disableAnswer>> {
    await replacing(tenant, async (tell) => tell(await management.deleteTenant(tenant.name)))
    const before = tenant.writeback
    tenant.writeback = null
    await rollover.forget(tenant, before)
    return { disabled: true }
  }

  async function remind(tenant: Tenant, link: TenantLink) {
    const { writeback } = tenant
    if (writeback?.current.link !== link) return
    for (const each of managements) {
      if (await isForgotten(tenant.name, each)) await restore(tenant, manageEvery([each]))
    }
  }

  return {
    /**
     * After a link was lost: a relay that restarted knows no tenants, so that neither the portal nor the
     * agent would ever be let in again. It gets the verifiers that it had (PWB-LOAD-6, PWB-NET-5).
     */
    async linkLost(tenant: Tenant, link: TenantLink) {
      // Whoever waits in turn finds the work done, or does it: a failed attempt comes back as another loss.
      await inTurn(tenant, () => remind(tenant, link)).catch(() => undefined)
    },

    /** The agent's authentic package came under this key. */
    heard: rollover.heard,

    /** Throws `tool-retired`, `not-licensed`, `writeback-disabled`, `invalid-request`, or the relay's error. */
    perform(tenant: Tenant, request: Request): Promise<z.infer<typeof onboardingAnswer>> {
      switch (request.action) {
        case 'disable':
          return inTurn(tenant, () => disable(tenant))
        case 'rollover':
          return inTurn(tenant, async () => handOut(tenant, await rollover.start(tenant, request)))
        case 'enable':
          return inTurn(tenant, async () => {
            requireSupported(request.product)
            requireTenantLicence(options, tenant)
            return handOut(tenant, await enable(tenant, request))
          })
      }
    },
  }
}
export type Onboarding = ReturnType<typeof createOnboarding>
