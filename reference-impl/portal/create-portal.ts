import type { Edge } from '../../harness/contract/edge.ts'
import { OUTCOMES, type OutcomeCode } from '../../harness/contract/outcomes.ts'
import type { PortalConfig, PortalSecrets } from '../../harness/contract/role-config.ts'
import type { Clock } from '../clock.ts'
import type { Faults } from '../faults.ts'
import { PackageError, type ResultBody, type VisibleHeader } from '../protocol/message.ts'
import { createAnswers } from './http/answers.ts'
import { createCounters } from './counters.ts'
import { pingUnder } from './operations/faulty-pings.ts'
import { createInFlight } from './operations/in-flight.ts'
import type { TenantManagement } from './onboarding/every-relay.ts'
import { createOnboarding } from './onboarding/onboarding.ts'
import type { OperationLog } from './operations/operation-log.ts'
import { createOperations } from './operations/operations.ts'
import type { Portal } from './portal-state.ts'
import { Refusal } from './http/refusal.ts'
import { joinLinks, type TenantLink } from './operations/join-links.ts'
import { type Connect, createRelayLink, type RelayLink } from './operations/relay-link.ts'
import { createSecretStore } from './onboarding/secret-store.ts'
import { createSessions } from './sessions/sessions.ts'
import { createTenants } from './onboarding/tenants.ts'
import { createTokenVerifier } from './access/tokens.ts'
import type { NewKeys } from './onboarding/writeback-keys.ts'

/** One of the relays that every tenant has. */
export interface PortalRelay {
  /** How the portal reaches it with its own credential of new keys. */
  readonly connectAs: (keys: NewKeys) => Connect
  readonly management: TenantManagement
  /** Where agents are told to find it. */
  readonly advertised: Edge
}

export interface PortalParts {
  readonly clock: Clock
  readonly faults: Faults
  readonly config: PortalConfig
  readonly secrets: PortalSecrets
  readonly log: OperationLog
  readonly relays: readonly [PortalRelay, ...PortalRelay[]]
}

/** The portal without its server: state, and what it does to the relay. */
export function createPortal(parts: PortalParts): Portal {
  const { clock, faults, config, secrets, log } = parts
  const [firstRelay, ...otherRelays] = parts.relays
  const { waitMs, maxInFlight, sessionMs, addresses, heartbeatPeriodMs } = config
  const operations = createOperations({ clock, faults, waitMs, maxInFlight })
  const counters = createCounters()

  /** What the person is told of the agent's outcome. */
  const toldOutcome = (code: OutcomeCode): OutcomeCode => {
    if (code === 'policy' && faults.fires('portal-hides-policy')) return 'directory-error'
    const mistakable = OUTCOMES[code].http >= 400 && code !== 'policy'
    return mistakable && faults.fires('portal-one-message-for-all') ? 'policy' : code
  }

  const takeResult = async ({ requestId, outcome }: ResultBody) => {
    const known = await operations.result(requestId, toldOutcome(outcome))
    if (!known) counters.countStrayResult()
  }

  const secretStore = createSecretStore(({ tenant, purpose, trackingId }) => {
    if (faults.fires('portal-reads-key-unaudited')) return
    tenants.get(tenant).audit['key-reads'].write({
      actor: 'portal',
      operation: 'read-symmetric-key',
      target: faults.fires('portal-audits-without-purpose') ? '' : purpose,
      outcome: 'done',
      trackingId,
    })
  })

  const keysIn = (tenant: string) => (header: VisibleHeader) => {
    const { kind, keyId, id } = header
    const asked = { tenant, keyId, purpose: `open-${kind}`, trackingId: id }
    const symmetricKey = secretStore.read(asked)
    if (symmetricKey === undefined) throw new PackageError('unknown-key', `${keyId} is not valid`)
    return { tenant, keyId, symmetricKey, unverified: faults.fires('portal-ignores-tag') }
  }

  async function openLink(keys: NewKeys) {
    const tenant = tenants.get(keys.sealing.tenant)
    const linkTo = ({ connectAs }: PortalRelay): RelayLink =>
      createRelayLink({
        connect: connectAs(keys),
        tenant: tenant.name,
        keysOf: keysIn(tenant.name),
        signOfLife: tenant.signOfLife,
        onHeard: (keyId) => onboarding.heard(tenant, keyId),
        addresses,
        clock,
        faults,
        heartbeatPeriodMs,
        onResult: (result) => void takeResult(result),
        onDropped: () => counters.countDroppedPackage(),
        onLost: () => void onboarding.linkLost(tenant, link),
      })
    const link: TenantLink = joinLinks([linkTo(firstRelay), ...otherRelays.map(linkTo)], faults)
    try {
      await link.ready()
    } catch {
      await link.close()
      throw new Refusal('relay-unavailable')
    }
    pingUnder(faults, clock, link)
    return link
  }

  const tenants = createTenants(config, clock)
  const onboarding = createOnboarding({
    config,
    managements: parts.relays.map(({ management }) => management),
    openLink,
    relay: firstRelay.advertised,
    secondRelay: otherRelays[0]?.advertised,
    provisioned: secrets.relayTenants,
    faults,
    secrets: secretStore,
    clock,
    keyOverlapMs: config.keyOverlapMs,
    pendingOf: operations.pendingOf,
  })

  return {
    clock,
    faults,
    config,
    log,
    secretStore,
    counters,
    operations,
    synchronisationVerifiers: secrets.synchronisationVerifiers,
    answers: createAnswers(faults),
    inFlight: createInFlight(),
    cloudPasswordWork: createInFlight(maxInFlight),
    tokens: createTokenVerifier(config.issuer, clock, faults),
    tenants,
    sessions: createSessions({ clock, sessionMs, faults }),
    onboarding,
  }
}
