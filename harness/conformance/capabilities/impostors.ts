import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Impostor, openPlainImpostor, openTlsImpostor } from '../../target/trust/impostor.ts'
import { createAuthority } from '../../target/trust/pki.ts'
import type { System } from '../../target/system.ts'
import type { Tap } from '../../wire/tap.ts'
import type { Capabilities } from './capabilities.ts'

const OTHER_NAME = 'somebody-else.test'

/** Servers with certificates that no client may take, and the links on which clients can be led to them. */
export function impostorsOf(
  system: System,
  links: Readonly<
    Record<
      string,
      { readonly tap: Tap | undefined; readonly to: Exclude<keyof System['edges'], 'secondRelay'> }
    >
  >,
): Capabilities['impostors'] {
  let opened = 0
  return {
    links: Object.entries(links).flatMap(([name, { tap, to }]) =>
      tap === undefined ? [] : [{ name, tap, servername: system.edges[to].servername }],
    ),
    async open(kind, servername): Promise<Impostor> {
      if (kind === 'plain text') return openPlainImpostor()
      const directory = await mkdtemp(join(system.plan.runDir, 'impostor-'))
      try {
        const authority =
          kind === 'unknown issuer' ? await createAuthority(directory) : system.authority
        const name = kind === 'wrong name' ? OTHER_NAME : servername
        const file = `impostor-${opened++}`
        const identity = await authority.issue(file, name, { expired: kind === 'expired' })
        return await openTlsImpostor(identity)
      } finally {
        await rm(directory, { recursive: true, force: true })
      }
    },
  }
}
