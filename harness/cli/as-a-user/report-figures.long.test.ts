import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { renderJson } from '../../../reports/formats/json.ts'
import { hourResult } from '../../../reports/fixtures/hour.ts'
import { loadResult } from '../../../reports/fixtures/results.ts'
import { inTemporaryFolder, runCommand } from './testing.ts'

/** What a command used, told as it ends: processor time holds on a busy machine, the clock does not. */
const METER = `data:text/javascript,${encodeURIComponent(
  `import { writeSync } from 'node:fs'
  process.on('exit', () => writeSync(2, '\\nused ' + JSON.stringify(process.resourceUsage()) + '\\n'))`,
)}`

async function metered(argv: readonly string[]) {
  const ran = await runCommand(argv, { preload: METER })
  expect(ran.code, ran.stdout + ran.stderr).toBe(0)
  const used = /^used (.*)$/m.exec(ran.stderr)?.[1] ?? '{}'
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(used)
  return {
    processorSeconds: (Number(userCPUTime) + Number(systemCPUTime)) / 1e6,
    memoryMB: Number(maxRSS) / 1_000,
  }
}

it('the page of an hour with 10 million operations: at most 5 s, 300 MB and 2 MB', async () => {
  await inTemporaryFolder(async (folder) => {
    const result = hourResult()
    expect(result.load[0]?.ledger.sent).toBe(10_000_000)
    const file = join(folder, 'result.json')
    await writeFile(file, renderJson(result))
    const used = await metered(['report', file, '--format', 'html', '--out', folder])
    const pageMB = (await stat(join(folder, 'report.html'))).size / 1e6
    expect(await readFile(join(folder, 'report.html'), 'utf8')).toContain('10,000,000')
    process.stdout.write(`page of an hour: ${JSON.stringify({ ...used, pageMB })}\n`)
    expect(used.processorSeconds).toBeLessThan(5)
    expect(used.memoryMB).toBeLessThan(300)
    expect(pageMB).toBeLessThan(2)
  })
})

it('compare of ten runs: at most 2 s', async () => {
  await inTemporaryFolder(async (folder) => {
    for (const side of ['base', 'next']) {
      for (let run = 0; run < 5; run += 1) {
        const own = join(folder, side, `run-${run}`)
        await mkdir(own, { recursive: true })
        const runId = `2026-11-2${run}T10-00-00-0a0a0a`
        await writeFile(join(own, 'result.json'), renderJson({ ...loadResult(), runId }))
      }
    }
    const used = await metered(['compare', join(folder, 'base'), join(folder, 'next')])
    process.stdout.write(`compare of ten runs: ${JSON.stringify(used)}\n`)
    expect(used.processorSeconds).toBeLessThan(2)
  })
})
