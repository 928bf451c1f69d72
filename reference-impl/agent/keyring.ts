import { type PackageKeys, peek } from '../protocol/message.ts'
import { importPrivateKey, type WithPrivateKey } from './key-pair.ts'
import type { GenerationState } from './tenant-state.ts'

/** One set of keys, ready for use. */
export interface KeyGeneration {
  readonly keys: PackageKeys
  readonly withPrivateKey: WithPrivateKey
}

export async function openGeneration(
  tenant: string,
  { keyId, symmetricKey, privateKeyPem }: GenerationState,
): Promise<KeyGeneration> {
  return {
    keys: { tenant, keyId, symmetricKey: Buffer.from(symmetricKey, 'base64') },
    withPrivateKey: await importPrivateKey(privateKeyPem),
  }
}

/** The keys that are good now: a package names the one that it was sealed under. */
export interface Keyring {
  readonly tenant: string
  /** The named one, or the newest, which then refuses the package as another key's. Throws PackageError. */
  of(sealed: Buffer): KeyGeneration
}

/** `generations` newest first, never empty when asked. */
export const createKeyring = (
  tenant: string,
  generations: () => readonly [KeyGeneration, ...KeyGeneration[]],
): Keyring => ({
  tenant,
  of(sealed) {
    const { keyId } = peek(sealed)
    const all = generations()
    return all.find(({ keys }) => keys.keyId === keyId) ?? all[0]
  },
})
