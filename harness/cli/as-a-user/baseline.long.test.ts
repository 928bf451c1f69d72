import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { inTemporaryFolder, runCommand } from './testing.ts'

/** A small gate, at a rate that a busy machine can keep up with. */
const SMALL = ['gate', '--only', 'PWB-OPS-3', '--rate', '10', '--duration', '5', '--no-page']

it('a fault that makes messages larger is named against the baseline of a run without it', async () => {
  await inTemporaryFolder(async (folder) => {
    const file = join(folder, 'baseline.json')
    const first = await runCommand([...SMALL, '--out', join(folder, 'good')])
    expect(first.code, first.stdout + first.stderr).toBe(0)
    const made = await runCommand(['baseline', join(folder, 'good'), '--out', file])
    expect(made.code, made.stderr).toBe(0)

    const fault = ['--fault', 'agent-pads-result', '--out', join(folder, 'bad')]
    const second = await runCommand([...SMALL, ...fault, '--baseline', file])
    expect(second.code, second.stdout + second.stderr).toBe(1)
    expect(second.stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /worse than the baseline: .*plaintext bytes per operation: [\d,]+ bytes, was \d+/,
    )

    const none = join(folder, 'none.json')
    const refused = await runCommand(['baseline', join(folder, 'bad'), '--out', none])
    expect(refused.code).toBe(2)
    expect(existsSync(none)).toBe(false)

    const other = await runCommand([...SMALL, '--baseline', file, '--rate', '20'])
    expect(other.code).toBe(2)
  })
})
