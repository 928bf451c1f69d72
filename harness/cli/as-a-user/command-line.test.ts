import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inTemporaryFolder, runCommand } from './testing.ts'

it('tells who asks what each option is for', async () => {
  const { code, stdout } = await runCommand(['conform', '--help'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/--only +judge these requirements only/)
})

describe('bad input', () => {
  it('names an unknown flag and exits 2', async () => {
    const { code, stderr } = await runCommand(['conform', '--onyl', 'PWB-OPS-3'])
    expect(code).toBe(2)
    expect(stderr).toMatch(/onyl/)
  })

  it('names an unknown command and exits 2', async () => {
    const { code, stderr } = await runCommand(['gaet'])
    expect(code).toBe(2)
    expect(stderr).toMatch(/gaet|gate/)
  })

  it('names every unknown requirement at once and exits 2', async () => {
    const { code, stderr } = await runCommand([
      'conform',
      '--only',
      'PWB-XX-1',
      '--only',
      'PWB-XX-2',
    ])
    expect(code).toBe(2)
    expect(stderr).toMatch(/PWB-XX-1/)
    expect(stderr).toMatch(/PWB-XX-2/)
  })

  it('names the line of a malformed population and writes nothing', async () => {
    await inTemporaryFolder(async (folder) => {
      const population = join(folder, 'people.ldif')
      await writeFile(population, 'dn: OU=People,DC=corp,DC=test\nobjectClass organizationalUnit\n')
      const out = join(folder, 'out')
      const { code, stderr } = await runCommand(['gate', '--population', population, '--out', out])
      expect(code).toBe(2)
      expect(stderr).toMatch(/line 2/)
    })
  })

  it('names a population that cannot be read', async () => {
    const both = await runCommand(['gate', '--population', 'people.csv', '--people', '5'])
    expect([both.code, both.stderr]).toEqual([
      2,
      expect.stringMatching(/--population, --people: both say who is there; give one of them/),
    ])
    const { code, stderr } = await runCommand(['gate', '--population', '/nowhere/people.ldif'])
    expect(code).toBe(2)
    expect(stderr).toMatch(/nowhere/)
  })

  it('names every number that is not allowed at once, before anything starts', async () => {
    const { code, stderr } = await runCommand([
      'gate',
      '--rate',
      '0',
      '--duration',
      'x',
      '--people',
      '-3',
    ])
    expect(code).toBe(2)
    expect(stderr).toMatch(/--rate: found 0, must be above 0/)
    expect(stderr).toMatch(/--duration: found NaN, must be a number/)
    expect(stderr).toMatch(/--people: found -3, must be at least 1/)
    expect(stderr).not.toMatch(/PWB-/)
  })

  it.each(['fault', 'variant'])('names an unknown %s before anything is judged', async (kind) => {
    const argv = ['conform', '--only', 'PWB-NET-1', `--${kind}`, 'nonsense']
    const { code, stderr } = await runCommand(argv)
    expect(code).toBe(2)
    expect(stderr).toMatch(new RegExp(`--${kind}: nonsense is no .*; there are .*agent-`))
  })
})
