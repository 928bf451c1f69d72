import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { conformWith } from '../conform-with.ts'
import { type SambaController, startSamba } from './samba.ts'
import { targetFileFor } from './target-file.ts'

describe('Samba of the machine’s packages in the directory’s slot', () => {
  const started: SambaController[] = []
  const samba = () => started[0] ?? expect.fail('no controller')

  beforeAll(async () => {
    execFileSync('bash', [join(import.meta.dirname, 'install-samba.sh')], { stdio: 'inherit' })
    started.push(await startSamba({ domain: 'ad.test', address: '127.0.0.31' }))
  })
  afterAll(() => Promise.all(started.map((controller) => controller.close())))

  it('explores', async () => {
    console.log('started in', samba().startedInMs)
    const only = (process.env['ONLY'] ?? 'PWB-OPS-3').split(',').flatMap((id) => ['--only', id])
    const { verdicts, code, output } = await conformWith(targetFileFor(samba()), [
      '--i-own-this-directory',
      samba().domain,
      ...only,
    ])
    console.log(code, verdicts, process.env['SHOW'] ? output : '')
  })
})
