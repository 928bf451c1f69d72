import { createPublicKey, type KeyObject, randomBytes, randomInt } from 'node:crypto'
import type { SealingKeys } from '../../protocol/message.ts'
import { type TenantCredentials, verifierOf } from '../../protocol/relay-management-forms.ts'
import { Refusal } from '../http/refusal.ts'

/** PWB-SEC-1. */
const MODULUS_BITS = 2_048
/** PWB-SEC-2, PWB-SEC-4: 256 bits for the symmetric key and for each relay secret. */
const SECRET_BYTES = 32
const MAX_KEY_ID = 2 ** 32

interface Credential {
  readonly username: string
  readonly password: string
}

/** What enabling makes: keys, and the two credentials at the relay in the clear, for their owners only. */
export interface NewKeys {
  readonly sealing: SealingKeys
  readonly portal: Credential
  readonly agent: Credential
  /** What the relay keeps of them (PWB-SEC-11). */
  readonly verifiers: TenantCredentials
}

/** The agent's RSA-2048 public key; throws `invalid-request` for anything else. */
export function readPublicKey(base64: string): KeyObject {
  const key = parseKey(base64)
  if (
    key?.asymmetricKeyType === 'rsa' &&
    key.asymmetricKeyDetails?.modulusLength === MODULUS_BITS
  ) {
    return key
  }
  const problem = `an RSA public key of ${MODULUS_BITS} bits, SubjectPublicKeyInfo DER in base64`
  throw new Refusal('invalid-request', { errors: [{ field: 'publicKey', problem }] })
}

function parseKey(base64: string): KeyObject | null {
  try {
    return createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' })
  } catch {
    return null
  }
}

const newCredential = (username: string, bytes: number): Credential => ({
  username,
  password: randomBytes(bytes).toString('base64url'),
})

const toVerifier = ({ username, password }: Credential) => ({
  username,
  verifier: verifierOf(password),
})

/** A tenant's two users at its relay. */
export type RelayCredentials = Pick<NewKeys, 'portal' | 'agent'>

/** Fresh secrets for both; a suffix where they stand beside earlier ones, which need other names. */
const newCredentials = (tenant: string, suffix: string, bytes: number): RelayCredentials => ({
  portal: newCredential(`${tenant}-portal${suffix}`, bytes),
  agent: newCredential(`${tenant}-agent${suffix}`, bytes),
})

export interface KeyOptions {
  readonly names?: 'usual' | 'of its own'
  /** Of a relay whose tenants somebody else makes: used again as they are. */
  readonly provisioned?: RelayCredentials | undefined
  /** Fewer only under a fault that must be found. */
  readonly secretBytes?: number
}

/**
 * Fresh keys and relay secrets (PWB-KEY-2): nothing of an earlier enabling is used again, but for the
 * credentials of a relay whose tenants somebody else makes.
 */
export function makeKeys(
  tenant: string,
  publicKey: KeyObject,
  { names = 'usual', provisioned, secretBytes = SECRET_BYTES }: KeyOptions = {},
): NewKeys {
  const keyId = randomInt(MAX_KEY_ID)
  const suffix = names === 'usual' ? '' : `-${keyId}`
  const { portal, agent } = provisioned ?? newCredentials(tenant, suffix, secretBytes)
  return {
    sealing: {
      tenant,
      publicKey,
      keyId,
      symmetricKey: randomBytes(SECRET_BYTES),
    },
    portal,
    agent,
    verifiers: { portal: toVerifier(portal), agent: toVerifier(agent) },
  }
}
