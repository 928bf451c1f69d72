import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { packageRoot } from '../../target/processes/role-process.ts'
import { parseTarget } from '../../target/slots/target-file.ts'
import { inTemporaryFolder, readOnlyResult, runCommand } from './testing.ts'

const REFERENCE_MAIN = join(packageRoot, 'dist', 'reference-impl', 'main.js')

const result = z.looseObject({
  target: z.record(z.string(), z.unknown()),
  requirements: z.array(
    z.looseObject({
      id: z.string(),
      subject: z.string(),
      verdict: z.string(),
      findings: z.array(z.looseObject({ code: z.string() })),
    }),
  ),
})

describe('a target file', () => {
  it('is written by init, and never written over', async () => {
    await inTemporaryFolder(async (folder) => {
      const file = join(folder, 'target.yaml')
      expect((await runCommand(['init', file])).code).toBe(0)
      expect(parseTarget(await readFile(file, 'utf8'), file).slots.agent.fill).toBe('reference')
      await writeFile(file, 'mine\n')
      const again = await runCommand(['init', file])
      expect(again.code).toBe(2)
      expect(again.stderr).toMatch(/is there already/)
      expect(await readFile(file, 'utf8')).toBe('mine\n')
    })
  })

  it('that is wrong is told with all problems and lines before anything starts, and exits 2', async () => {
    await inTemporaryFolder(async (folder) => {
      const file = join(folder, 'target.yaml')
      await writeFile(file, 'version: 1\nslots:\n  agent: none\n  relay: { exec: {} }\n')
      const { code, stderr } = await runCommand(['conform', '--target', file])
      expect(code).toBe(2)
      expect(stderr).toMatch(/line 3: slots\.agent found none/)
      expect(stderr).toMatch(/line 4: slots\.relay\.exec\.argv must be/)
      expect(stderr).not.toMatch(/PWB-/)
    })
  })

  it('that gives a part another part’s fault exits 2', async () => {
    await inTemporaryFolder(async (folder) => {
      const file = join(folder, 'target.yaml')
      await writeFile(file, 'version: 1\nslots: { relay: { mutant: [agent-listens] } }\n')
      const { code, stderr } = await runCommand(['conform', '--target', file])
      expect(code).toBe(2)
      expect(stderr).toMatch(/slots\.relay\.mutant: agent-listens is a fault of the agent/)
    })
  })

  it('with a mutant agent and a directory of its own program: the agent is blamed', async () => {
    await inTemporaryFolder(async (folder) => {
      const file = join(folder, 'target.yaml')
      const argv = JSON.stringify([process.execPath, REFERENCE_MAIN, '--roles', 'directory'])
      await writeFile(
        file,
        `version: 1
slots:
  agent: { mutant: [agent-opens-its-state] }
  directory: { exec: { argv: ${argv} } }
`,
      )
      const only = ['--subject', 'agent', '--only', 'PWB-SEC-9', '--only', 'PWB-FLOW-3']
      const out = join(folder, 'out')
      const { code } = await runCommand(['conform', '--target', file, ...only, '--out', out])
      const { target, requirements } = result.parse(await readOnlyResult(out))
      expect(
        requirements.map(({ id, subject, verdict, findings }) => ({
          id,
          subject,
          verdict,
          findings: findings.map((finding) => finding.code),
        })),
      ).toEqual([
        { id: 'PWB-SEC-9', subject: 'agent', verdict: 'fail', findings: ['readable-by-others'] },
      ])
      expect(target).toMatchObject({
        agent: { fill: 'mutant', faults: ['agent-opens-its-state'] },
        directory: { fill: 'exec', name: 'writeback reference 0.1.0' },
        relay: { fill: 'reference', faults: [] },
      })
      expect(code).toBe(1)
    })
  })
})

it('where time is real, what takes too long stays not proven and says how long it takes', async () => {
  await inTemporaryFolder(async (folder) => {
    const asked = ['--only', 'PWB-MSG-9', '--only', 'PWB-TTL-5', '--no-page', '--out', folder]
    const { code } = await runCommand(['conform', '--time', 'real', '--real-limit', '3', ...asked])
    const { requirements } = result.parse(await readOnlyResult(folder))
    expect(requirements).toMatchObject([
      { id: 'PWB-MSG-9', verdict: 'pass', timeMode: 'real' },
      {
        id: 'PWB-TTL-5',
        verdict: 'not-proven',
        reason: expect.stringMatching(/takes 31 s at once/),
      },
    ])
    expect(code).toBe(3)
  })
})
