import { generateKeyPairSync, type webcrypto } from 'node:crypto'
import { subtle } from 'node:crypto'
import type { OutcomeCode } from '../../../harness/contract/outcomes.ts'
import {
  type OpeningKeys,
  openRequest,
  type PackageKeys,
  sealHeartbeat,
  sealResult,
} from '../../protocol/message.ts'
import type {
  PresenceAttempt,
  ReceiverOptions,
  SendOptions,
  SendOutcome,
} from '../../protocol/relay-connection.ts'
import { createDeferred } from '../../protocol/deferred.ts'
import { RelayManagementError } from '../../protocol/relay-management.ts'
import { MANAGEMENT_STATUS, type TenantCredentials } from '../../protocol/relay-management-forms.ts'
import type { PortalRelay } from '../create-portal.ts'

const RSA = { name: 'RSA-OAEP', hash: 'SHA-256' } as const

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
/** An agent's public key, as it comes at enabling. */
export const PUBLIC_KEY = publicKey.export({ format: 'der', type: 'spki' }).toString('base64')

const importPrivate = (): Promise<webcrypto.CryptoKey> =>
  subtle.importKey('pkcs8', privateKey.export({ format: 'der', type: 'pkcs8' }), RSA, false, [
    'decrypt',
  ])

interface Sent {
  readonly body: Buffer
  readonly options: SendOptions
}

/** The relay and the agent behind it, as the portal sees them: what it sends, and what comes back. */
export function createFakeRelay() {
  const sent: Sent[] = []
  const tenants = new Map<string, TenantCredentials>()
  const log: string[] = []
  let receiver: ReceiverOptions | undefined
  const told: ((connected: boolean) => void)[] = []
  let left = createDeferred<string>()
  const next = {
    sendOutcome: 'accepted' as SendOutcome,
    presence: 'attached' as 'attached' | 'absent',
    failCreate: false,
    failLink: false,
    failUpdate: false,
    /** Requests that wait at the relay when it is told to end the tenant. */
    waiting: 0,
  }

  const deliver = (bytes: Buffer) =>
    receiver?.onMessage(bytes, {
      redelivered: false,
      accept: () => undefined,
      release: () => undefined,
      reject: () => undefined,
    })

  const ready = () => (next.failLink ? Promise.reject(new Error('not let in')) : Promise.resolve())

  const connectAs: PortalRelay['connectAs'] =
    ({ portal: { username } }) =>
    (tellState) => {
      log.push(`connect ${username}`)
      told.push(tellState)
      return {
        openReceiver(options) {
          receiver = options
          return { ready }
        },
        openSender: () => ({
          send(body, options = {}) {
            sent.push({ body, options })
            return Promise.resolve(next.sendOutcome)
          },
          attached: () => true,
          ready,
        }),
        tryAttach: (): Promise<PresenceAttempt> =>
          Promise.resolve(
            next.presence === 'attached'
              ? { state: 'attached', detached: left.promise, close: () => undefined }
              : { state: 'refused', condition: 'amqp:not-found' },
          ),
        connected: () => true,
        close: () => {
          log.push(`close ${username}`)
          return Promise.resolve()
        },
      }
    }

  const ended = () => {
    const none = { enqueued: 0, delivered: 0, settled: 0, expired: 0, refused: 0, depth: 0 }
    return { requests: { ...none, depth: next.waiting }, results: none }
  }

  const management: PortalRelay['management'] = {
    createTenant(tenant, body) {
      if (next.failCreate) return Promise.reject(new RelayManagementError('the relay is away'))
      log.push(`create ${tenant}`)
      tenants.set(tenant, body)
      return Promise.resolve(ended())
    },
    readTenant: (tenant) =>
      Promise.reject(
        tenants.has(tenant)
          ? new Error('counters are of no interest here')
          : new RelayManagementError('unknown', MANAGEMENT_STATUS.notFound),
      ),
    updateTenant(tenant, valid) {
      if (next.failUpdate) {
        return Promise.reject(
          new RelayManagementError('the relay refused', MANAGEMENT_STATUS.badRequest),
        )
      }
      log.push(`update ${tenant} ${valid.length}`)
      return Promise.resolve()
    },
    deleteTenant(tenant) {
      log.push(`delete ${tenant}`)
      tenants.delete(tenant)
      return Promise.resolve(ended())
    },
  }

  return {
    management,
    connectAs,
    sent,
    tenants,
    log,
    next,
    /** The agent stopped: the relay detaches the portal's presence link. */
    agentLeaves() {
      next.presence = 'absent'
      left.resolve('amqp:not-found')
      left = createDeferred()
    },
    linkBreaks: () => told.at(-1)?.(false),
    async opened(index: number, keys: PackageKeys) {
      const body = sent[index]?.body
      if (body === undefined) throw new Error(`the portal sent ${sent.length} requests`)
      const opening: OpeningKeys = { ...keys, privateKey: await importPrivate() }
      return openRequest(opening, body)
    },
    result(keys: PackageKeys, requestId: string, outcome: OutcomeCode) {
      const body = { requestId, outcome, agentMicros: 1, directoryMicros: 1, completedAtMs: 1 }
      deliver(sealResult(keys, body))
    },
    heartbeat(keys: PackageKeys) {
      const version = { major: 1, minor: 0, patch: 0 }
      deliver(
        sealHeartbeat(keys, { version, operations: 0, refusals: 0, uptimeSeconds: 1, sentAtMs: 1 }),
      )
    },
  }
}
