import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SAMBAS } from './installation.ts'
import { startSamba } from './samba.ts'

describe.concurrent.each(SAMBAS)('$name', ({ install }) => {
  it('starts twice side by side and leaves nothing behind', async () => {
    const installation = install()
    const starting = ['ad.test', 'other.test'].map((domain) => startSamba({ domain, installation }))
    const settled = await Promise.allSettled(starting)
    const controllers = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
    for (const { close } of controllers) await close()
    const failed = settled.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []))
    expect(failed).toEqual([])
    expect(new Set(controllers.map(({ host }) => host)).size).toBe(2)
    for (const { credentialsFile } of controllers) {
      expect(existsSync(dirname(credentialsFile))).toBe(false)
    }
  })
})
