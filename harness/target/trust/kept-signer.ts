import { createSigner, type Signer } from './pki.ts'

/**
 * An authority that signs the same certificate once and hands it out again: for a process that starts one system after
 * another, each with certificates for the same names, valid for longer than the process lives.
 */
export async function createKeptSigner(): Promise<Signer> {
  const { caPem, sign } = await createSigner()
  const signed = new Map<string, ReturnType<Signer['sign']>>()
  return {
    caPem,
    sign(...asked) {
      const key = JSON.stringify(asked)
      const known = signed.get(key) ?? sign(...asked)
      signed.set(key, known)
      return known
    },
  }
}
