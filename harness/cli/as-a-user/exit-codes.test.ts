import { readdir } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { inTemporaryFolder, readOnlyResult, runCommand } from './testing.ts'

/** A module that makes a function of Node fail, for the program only. */
const breaking = (module: string, name: string) => {
  const lines = [
    `import broken from 'node:${module}'`,
    "import { syncBuiltinESMExports } from 'node:module'",
    `broken.${name} = () => { throw new Error('broken on purpose') }`,
    'syncBuiltinESMExports()',
  ]
  return `data:text/javascript,${encodeURIComponent(lines.join('\n'))}`
}

// 1, 4 and 130 are in interruptions.test.ts, 2 in command-line.test.ts, 3 in asked.test.ts.
describe('the exit code of the shipped command', () => {
  it('is 0 when all that was asked for is proven', async () => {
    await inTemporaryFolder(async (folder) => {
      const args = ['conform', '--only', 'PWB-NET-1', '--out', folder]
      const { code, stdout } = await runCommand(args)
      expect(code).toBe(0)
      expect(stdout).toMatch(/^\nPROVEN \(exit 0\): 1 of 1 requirements proven/)
    })
  })

  it('is 5 when the tool itself fails, and says where', async () => {
    await inTemporaryFolder(async (folder) => {
      const args = ['conform', '--only', 'PWB-NET-1', '--out', folder]
      const { code, stderr } = await runCommand(args, { preload: breaking('os', 'cpus') })
      expect(code).toBe(5)
      expect(stderr).toMatch(/writeback: Error: broken on purpose\n +at .*\n/)
      expect(await readdir(folder)).toEqual([])
    })
  })

  it('is 5 when it fails during a run, and what was judged until then is kept', async () => {
    await inTemporaryFolder(async (folder) => {
      const args = [
        'conform',
        '--profile',
        'entra-2025',
        '--only',
        'PWB-LOAD-3',
        '--only',
        'PWB-NET-1',
      ]
      const preload = breaking('net', 'createServer')
      const { code, stdout, stderr } = await runCommand([...args, '--out', folder], { preload })
      expect(code).toBe(5)
      expect(stdout).toMatch(/NOT VALID \(exit 5\): the tool failed: Error: broken on purpose/)
      expect(stderr).toMatch(/Error: broken on purpose\n +at /)
      expect(await readOnlyResult(folder)).toMatchObject({
        exit: { code: 5 },
        requirements: [{ id: 'PWB-LOAD-3' }],
      })
    })
  })
})
