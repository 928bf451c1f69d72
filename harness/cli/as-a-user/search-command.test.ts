import { describe, expect, it } from 'vitest'
import { inTemporaryFolder, resultIn, runCommand, until } from './testing.ts'

const searchIn = async (folder: string) => {
  const { search, ...rest } = await resultIn(folder)
  if (search === undefined) throw new Error('the result names no search')
  return { ...rest, search }
}

const SHORT = ['--people', '50', '--from', '20', '--step', '0.5', '--resolution', '0.5']

describe('writeback search', { timeout: 240_000 }, () => {
  it.concurrent('keeps the steps that it has when it is interrupted, exit 130', async () => {
    await inTemporaryFolder(async (folder) => {
      const limit = ['--threshold', 'operations accepted > 0']
      const ran = await runCommand(['search', ...SHORT, ...limit, '--out', folder], {
        async during(pid, output) {
          await until(output, /step 2,/)
          process.kill(pid, 'SIGINT')
        },
      })
      expect(ran.code).toBe(130)
      const { search } = await searchIn(folder)
      expect(search).toMatchObject({ ended: 'going-on', highestPerSecond: null })
      expect(search.steps).toHaveLength(1)
    })
  })

  it.concurrent('tells everything that is wrong with what was asked, exit 2', async () => {
    const wrong = ['--from', '0', '--resolution', '2', '--threshold', 'respnse p(99) < 1s']
    const { code, stderr } = await runCommand(['search', ...wrong, '--target', '/no/such/file'])
    expect(code).toBe(2)
    for (const option of ['--from', '--resolution', '--threshold', '--target']) {
      expect(stderr).toContain(`writeback: ${option}: `)
    }
  })
})
