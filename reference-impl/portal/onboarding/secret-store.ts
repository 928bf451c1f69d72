/** One look at a tenant's symmetric key, as the audit log has it (PWB-SEC-12). */
export interface KeyRead {
  readonly tenant: string
  readonly keyId: number
  readonly purpose: string
  /** Of the request, or the package, that needs it. */
  readonly trackingId: string
}

type KeyName = Pick<KeyRead, 'tenant' | 'keyId'>

const nameOf = ({ tenant, keyId }: KeyName) => `${tenant}/${keyId}`

/** The only place where symmetric keys lie. Every read is told to `onRead` before the key is given out. */
export function createSecretStore(onRead: (read: KeyRead) => void) {
  const keys = new Map<string, Buffer>()
  return {
    put: (of: KeyName, key: Buffer) => void keys.set(nameOf(of), key),
    /** Undefined: there is no such key (any more). */
    read(asked: KeyRead): Buffer | undefined {
      const key = keys.get(nameOf(asked))
      if (key !== undefined) onRead(asked)
      return key
    },
    drop: (of: KeyName) => void keys.delete(nameOf(of)),
  }
}
export type SecretStore = ReturnType<typeof createSecretStore>
