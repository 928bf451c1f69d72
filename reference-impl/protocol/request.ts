import type { KeyObject, webcrypto } from 'node:crypto'
import { openPackage, type PackageKeys, type RandomSource, sealPackage } from './envelope.ts'
import { putBytes, putNumber, sizeOf, takeBytes, takeNumber } from './layout.ts'
import { OPERATIONS, type OperationKind, REQUEST_BODY, REQUEST_FLAGS } from './layouts.ts'
import { PackageError } from './package-error.ts'
import { drawBytes } from './random-pool.ts'
import { openSecrets, type Passwords, sealSecrets } from './secret-block.ts'

/** The cloud's side: it can seal a password, and cannot open one. */
export interface SealingKeys extends PackageKeys {
  readonly publicKey: KeyObject
}

/** The agent's side. */
export interface OpeningKeys extends PackageKeys {
  readonly privateKey: webcrypto.CryptoKey
}

export interface RequestBody {
  readonly operation: OperationKind
  readonly mustChangeAtNextLogon: boolean
  /** 16 bytes that name the account in the cloud. */
  readonly cloudAnchor: Buffer
  /** Milliseconds since the epoch; after it the request may not be applied any more (PWB-TTL-2). */
  readonly deadlineMs: number
  /** All but an unlock. */
  readonly newPassword?: string | undefined
  /** A change only. */
  readonly currentPassword?: string | undefined
  /** Only under a fault that must be found: stands after the secret block. */
  readonly beside?: Buffer | undefined
}

const BODY_BYTES = sizeOf(REQUEST_BODY)

const operationByNumber = new Map<number, OperationKind>([
  [OPERATIONS['user-reset'], 'user-reset'],
  [OPERATIONS['administrator-reset'], 'administrator-reset'],
  [OPERATIONS.change, 'change'],
  [OPERATIONS.unlock, 'unlock'],
])

/** Which passwords an operation carries; throws RangeError where they do not fit it. */
function passwordsOf(body: RequestBody): Passwords | undefined {
  const { operation, newPassword, currentPassword } = body
  const fits =
    (newPassword !== undefined) === (operation !== 'unlock') &&
    (currentPassword !== undefined) === (operation === 'change')
  if (!fits) throw new RangeError(`the passwords given do not fit a request of kind ${operation}`)
  if (newPassword === undefined) return undefined
  return currentPassword === undefined ? { newPassword } : { newPassword, currentPassword }
}

/** Seals a request for the tenant's agent. Its id is random and unguessable: 96 bits, base64url. */
export async function sealRequest(
  keys: SealingKeys,
  body: RequestBody,
  random: RandomSource = drawBytes,
): Promise<{ id: string; bytes: Buffer }> {
  const passwords = passwordsOf(body)
  const fixed = Buffer.alloc(BODY_BYTES)
  putNumber(fixed, REQUEST_BODY.operation, OPERATIONS[body.operation])
  putNumber(
    fixed,
    REQUEST_BODY.flags,
    body.mustChangeAtNextLogon ? REQUEST_FLAGS.mustChangeAtNextLogon : 0,
  )
  putBytes(fixed, REQUEST_BODY.cloudAnchor, body.cloudAnchor)
  const plain =
    passwords === undefined
      ? fixed
      : Buffer.concat([
          fixed,
          sealSecrets(keys.publicKey, passwords, random),
          ...(body.beside === undefined ? [] : [body.beside]),
        ])
  return sealPackage(keys, 'request', plain, { deadlineMs: body.deadlineMs, random })
}

async function passwordsIn(
  privateKey: webcrypto.CryptoKey,
  operation: OperationKind,
  block: Buffer,
): Promise<Partial<Passwords>> {
  if (block.length === 0) {
    if (operation !== 'unlock') throw new PackageError('malformed', 'no secret block')
    return {}
  }
  const passwords = await openSecrets(privateKey, block)
  const isChange = passwords.currentPassword !== undefined
  if (operation === 'unlock' || isChange !== (operation === 'change')) {
    throw new PackageError('malformed', `passwords that do not fit a request of kind ${operation}`)
  }
  return passwords
}

/** A request whose package is authentic, and whose passwords are still under the RSA key. */
export interface SealedRequest {
  readonly id: string
  readonly operation: OperationKind
  readonly mustChangeAtNextLogon: boolean
  readonly cloudAnchor: Buffer
  readonly deadlineMs: number
  /** Throws PackageError: `undecryptable`, or `malformed` when they do not fit the operation. */
  passwords(privateKey: webcrypto.CryptoKey): Promise<Partial<Passwords>>
}

/**
 * Opens the package only, so that requests can be put in order before the slow RSA operation. Throws
 * PackageError: `malformed`, `unknown-key`, `unauthentic` (altered, or a foreign tenant's).
 */
export function openRequestPackage(keys: PackageKeys, bytes: Buffer): SealedRequest {
  const { header, plain } = openPackage(keys, 'request', bytes)
  if (plain.length < BODY_BYTES) throw new PackageError('malformed', 'a body too short')
  const number = takeNumber(plain, REQUEST_BODY.operation)
  const operation = operationByNumber.get(number)
  if (operation === undefined) throw new PackageError('malformed', `operation ${number}`)
  const flags = takeNumber(plain, REQUEST_BODY.flags)
  const block = plain.subarray(BODY_BYTES)
  return {
    id: header.id,
    deadlineMs: header.deadlineMs,
    operation,
    mustChangeAtNextLogon: (flags & REQUEST_FLAGS.mustChangeAtNextLogon) !== 0,
    cloudAnchor: takeBytes(plain, REQUEST_BODY.cloudAnchor),
    passwords: (privateKey) => passwordsIn(privateKey, operation, block),
  }
}

/** The whole request. Throws PackageError as `openRequestPackage` and its `passwords` do. */
export async function openRequest(
  { privateKey, ...keys }: OpeningKeys,
  bytes: Buffer,
): Promise<RequestBody & { id: string }> {
  const { passwords, ...request } = openRequestPackage(keys, bytes)
  return { ...request, ...(await passwords(privateKey)) }
}
