import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { exposeTestKeys } from './test-keys.ts'
import type { TenantState } from './tenant-state.ts'

const stateOf = (keyId: number): TenantState => ({
  version: 2,
  tenant: 'contoso',
  generations: [
    {
      keyId,
      privateKeyPem: '',
      symmetricKey: '',
      credential: { username: '', password: '' },
      relay: { host: '', port: 1, servername: '' },
      madeAtMs: 0,
      usedAtMs: null,
    },
  ],
})

it('the file ends with the newest keys, also when tenants roll at the same time', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wb-keys-'))
  try {
    const path = join(folder, 'test-keys.json')
    let rolls = 0
    const expose = exposeTestKeys(path, () => [stateOf(rolls)])
    for (let round = 0; round < 30; round++) {
      await Promise.all(
        [1, 2, 3].map(() => {
          rolls++
          return expose()
        }),
      )
      expect(await readFile(path, 'utf8')).toContain(`"keyId":${rolls},`)
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
