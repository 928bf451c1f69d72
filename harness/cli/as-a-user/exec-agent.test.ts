import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { packageRoot } from '../../target/processes/role-process.ts'
import { inTemporaryFolder, readOnlyResult, runCommand } from './testing.ts'

const EXAMPLE = join(packageRoot, 'harness', 'target', 'examples', 'exec-agent.mjs')
const REFERENCE_MAIN = join(packageRoot, 'dist', 'reference-impl', 'main.js')

/** A stand-in for somebody's product: settings in a file, one line when it serves, SIGTERM ends it; no verbs. */
const PRODUCT = `
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
const settings = JSON.parse(readFileSync(process.argv.at(-1), 'utf8'))
const { portal, directory, trust, secretsFile, options } = settings
const inner = spawn(process.execPath, [${JSON.stringify(REFERENCE_MAIN)}, '--roles', 'agent'])
const start = { id: 1, verb: 'start', role: 'agent', edges: { portal, directory }, advertise: {},
  listen: { host: '127.0.0.1' }, tls: { certFile: trust, keyFile: trust, caFile: trust },
  config: options, secretsFile }
inner.stdin.write(JSON.stringify(start) + '\\n')
createInterface({ input: inner.stdout }).once('line', (line) => {
  const { administration, logs } = JSON.parse(line)
  console.log(JSON.stringify({ administration, events: logs?.events }))
})
process.on('SIGTERM', () => inner.stdin.end())
inner.on('exit', (code) => process.exit(code))
`

const result = z.looseObject({
  target: z.looseObject({ agent: z.looseObject({ name: z.string() }) }),
  requirements: z.array(
    z.looseObject({ id: z.string(), verdict: z.string(), reason: z.string().optional() }),
  ),
})

it('the example adapter puts a product without verbs into the agent’s slot; what needs a clock is not proven', async () => {
  await inTemporaryFolder(async (folder) => {
    const product = join(folder, 'product.mjs')
    const file = join(folder, 'target.yaml')
    const out = join(folder, 'out')
    const argv = [process.execPath, EXAMPLE, process.execPath, product]
    await writeFile(product, PRODUCT)
    await writeFile(
      file,
      `version: 1\nslots: { agent: { exec: { argv: ${JSON.stringify(argv)} } } }\n`,
    )
    const only = ['PWB-NET-1', 'PWB-MSG-3'].flatMap((id) => ['--only', id])
    const { code } = await runCommand(['conform', '--target', file, ...only, '--out', out])
    const { target, requirements } = result.parse(await readOnlyResult(out))
    const verdicts = requirements.map(({ id, verdict, reason }) => ({ id, verdict, reason }))
    expect(verdicts).toEqual([
      { id: 'PWB-MSG-3', verdict: 'not-proven', reason: expect.stringMatching(/agent: .*advance/) },
      { id: 'PWB-NET-1', verdict: 'pass', reason: undefined },
    ])
    expect(target.agent.name).toBe('exec-agent example 1')
    expect(code).toBe(3)
  })
})

it('the example adapter has at most 100 lines', async () => {
  const lines = (await readFile(EXAMPLE, 'utf8')).trimEnd().split('\n')
  expect(lines.length).toBeLessThanOrEqual(100)
})
