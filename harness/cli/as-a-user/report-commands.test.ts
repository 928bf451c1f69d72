import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { renderJson } from '../../../reports/formats/json.ts'
import { greenResult, loadResult } from '../../../reports/fixtures/results.ts'
import type { Result } from '../../../reports/model/result.ts'
import { inTemporaryFolder, runCommand } from './testing.ts'

const put = async (folder: string, name: string, result: Result) => {
  const path = join(folder, name)
  await writeFile(path, renderJson(result))
  return path
}

const withLost = (lost: number): Result => {
  const result = loadResult()
  const load = result.load.map((each) => ({
    ...each,
    ledger: { ...each.ledger, accepted: each.ledger.accepted - lost, lost },
  }))
  return { ...result, load }
}

describe('compare', () => {
  it('judges every gate and exits as the gravest says', async () => {
    await inTemporaryFolder(async (folder) => {
      const base = await put(folder, 'base.json', loadResult())
      const next = await put(folder, 'next.json', withLost(2))
      const gates = ['operations lost > 0', 'operations lost > 5', 'operations lots > 5']
      const flags = gates.flatMap((gate) => ['--fail-on', gate])
      const { code, stdout } = await runCommand(['compare', base, next, ...flags])
      expect(code).toBe(1)
      expect(stdout).toMatch(/BROKEN: operations lost > 0/)
      expect(stdout).toMatch(/kept: operations lost > 5/)
      expect(stdout).toMatch(/NO VALUE: operations lots > 5/)
    })
  })

  it('names the file that cannot be read', async () => {
    await inTemporaryFolder(async (folder) => {
      const base = await put(folder, 'base.json', greenResult())
      await writeFile(join(folder, 'bad.json'), '{"version": 9}')
      const { code, stderr } = await runCommand(['compare', base, folder])
      expect(code).toBe(2)
      expect(stderr).toMatch(/bad\.json: version: found 9/)
    })
  })
})
