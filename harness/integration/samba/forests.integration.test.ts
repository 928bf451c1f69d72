import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { stringify } from 'yaml'
import { packageRoot } from '../../target/processes/role-process.ts'
import { conformWith } from '../conform-with.ts'
import { SAMBAS } from './installation.ts'
import { listed } from './made-domains.ts'
import { headOf, makeDomain, removeDomain } from './make-domain.ts'

const [WITHOUT_HINTS, WITH_HINTS] = SAMBAS
const PROGRAM = join(packageRoot, 'dist', 'harness', 'integration', 'samba', 'directory-main.js')

/** The forests that the judge asks for: two that share people, and one that lists no policy-hints control. */
const FORESTS = [
  { domain: 'corp.test', samba: WITH_HINTS },
  { domain: 'branch.test', samba: WITH_HINTS },
  { domain: 'bare.test', samba: WITHOUT_HINTS },
] as const

/** Side by side; what was made is removed when one of them could not be. */
async function makeForests() {
  const making = FORESTS.map(({ domain, samba }) =>
    makeDomain({ domain, installation: samba.install(), delegated: headOf(domain) }),
  )
  const settled = await Promise.allSettled(making)
  const made = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
  const [failed] = settled.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []))
  if (failed === undefined) return made
  await Promise.all(made.map(removeDomain))
  throw failed
}

const targetWith = (domainsFile: string, agent: readonly string[]) =>
  stringify({
    version: 1,
    name: 'the reference’s portal, relay and agent with Samba’s forests',
    slots: {
      directory: { exec: { argv: [process.execPath, PROGRAM, domainsFile] } },
      ...(agent.length > 0 && { agent: { mutant: agent } }),
    },
  })

/** Judges with forests that hold nothing yet. */
async function judge(only: readonly string[], agent: readonly string[] = []) {
  const folder = await mkdtemp(join(tmpdir(), 'wbt-forests-'))
  const made = await makeForests()
  try {
    const file = join(folder, 'domains.json')
    await writeFile(file, JSON.stringify(made.map(listed)))
    const options = only.flatMap((id) => ['--only', id])
    return await conformWith(targetWith(file, agent), [
      '--time=real',
      '--real-limit=10',
      ...options,
    ])
  } finally {
    await Promise.all(made.map(removeDomain))
    await rm(folder, { recursive: true, force: true })
  }
}

it('two forests side by side: the linked account is written, the other stays; a third lacks the control (PWB-LOOK-4, -5, PWB-POL-15)', async () => {
  const { verdicts, code, output } = await judge(['PWB-LOOK-4', 'PWB-LOOK-5', 'PWB-POL-15'])
  expect(verdicts, output).toEqual({
    'PWB-LOOK-4': 'pass',
    'PWB-LOOK-5': 'pass',
    'PWB-POL-15': 'pass',
  })
  expect(code).toBe(0)
})

it('an agent that takes the forest at which it looks first is found out', async () => {
  const { verdicts, output } = await judge(['PWB-LOOK-4'], ['agent-takes-first-forest'])
  expect(verdicts, output).toEqual({ 'PWB-LOOK-4': expect.stringMatching(/^fail /) })
})
