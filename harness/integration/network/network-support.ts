/** What a machine offers for networks of a test's own. */
export interface Offered {
  readonly isRoot: boolean
  /** Programs that are not there. */
  readonly missing: readonly string[]
  /** What the kernel said when one was tried; undefined: it works. */
  readonly refusal?: string
}

/** Why requirements of the network cannot be proven in namespaces here; undefined where they can. */
export function whyNotProven({ isRoot, missing, refusal }: Offered): string | undefined {
  if (!isRoot) return 'not proven: network namespaces need root; run as root'
  if (missing.length > 0) return `not proven: ${missing.join(', ')} missing; run install-tools.sh`
  return refusal === undefined
    ? undefined
    : `not proven: this kernel makes no network namespace with nftables: ${refusal}`
}
