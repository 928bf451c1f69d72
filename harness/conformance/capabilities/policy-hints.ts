import type { Edge } from '../../contract/edge.ts'
import { readRootDse } from '../../target/directory/root-dse.ts'

/** The policy-hints control, as it was first and as it is since Windows Server 2012 (PWB-POL-15). */
export const POLICY_HINTS = ['1.2.840.113556.1.4.2066', '1.2.840.113556.1.4.2239'] as const

/** What a directory says of itself: whether a reset can be held to history and minimum age. */
export async function policyHintsOf(directory: Edge) {
  const { supportedControl } = await readRootDse(directory)
  const listed = POLICY_HINTS.filter((oid) => supportedControl.includes(oid))
  return listed.length > 0 ? { policyHints: { listed } } : {}
}

/** Why a requirement of them stays not proven. */
export const LACKS_POLICY_HINTS = {
  policyHints:
    'directory: it lists no policy-hints control, so a reset is not held to history and age',
} as const
