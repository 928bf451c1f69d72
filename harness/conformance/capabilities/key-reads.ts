import { z } from 'zod'
import type { Stage } from '../../target/stage.ts'
import type { Capabilities } from './capabilities.ts'

const page = z.looseObject({
  entries: z.array(
    z.looseObject({ time: z.string(), tenant: z.string(), target: z.string().optional() }),
  ),
  next: z.int().nullable(),
})

/** The portal's log of reads of the symmetric key, page after page. */
export function keyReadsOf(stage: Stage, tenant: string): Capabilities['keyReads'] {
  return {
    async all() {
      const token = await stage.administratorToken(tenant)
      const found = []
      for (let after: number | null = 0; after !== null; ) {
        const answer = await stage.portal.audit({ token, tenant, log: 'key-reads', after })
        const { entries, next } = page.parse(answer.body)
        found.push(...entries)
        after = next
      }
      return found.map(({ time, tenant: of, target = '' }) => ({
        time,
        tenant: of,
        purpose: target,
      }))
    },
  }
}
