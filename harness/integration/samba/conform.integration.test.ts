import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { conformWith } from '../conform-with.ts'
import { type SambaController, startSamba } from './samba.ts'
import { targetFileFor } from './target-file.ts'

const DOMAIN = 'ad.test'
const FAMILIES = ['PWB-OPS', 'PWB-MODE', 'PWB-POL', 'PWB-PROT', 'PWB-LOOK', 'PWB-SEC']

/** What a run in somebody's directory leaves unjudged, by the reason that it gives. */
const REASONS = [
  /a configuration of the run’s own|process ids/,
  /in somebody’s directory nothing else is written/,
  /judged on those of the run/,
  /in real time this takes|cannot be made slow/,
]

describe('Samba of the machine’s packages in the directory’s slot', () => {
  const started: SambaController[] = []
  const samba = () => started[0] ?? expect.fail('no controller')

  beforeAll(async () => {
    execFileSync('bash', [join(import.meta.dirname, 'install-samba.sh')], { stdio: 'inherit' })
    started.push(await startSamba({ domain: DOMAIN, address: '127.0.0.31' }))
  })
  afterAll(() => Promise.all(started.map((controller) => controller.close())))

  const judge = (policyHints: 'required' | 'optional', only: readonly string[]) =>
    conformWith(targetFileFor(samba(), policyHints), [
      `--i-own-this-directory=${DOMAIN}`,
      '--time=real',
      '--real-limit=10',
      ...only.flatMap((id) => ['--only', id]),
    ])

  it('is written to by a person’s reset, a change and an administrator’s reset, and keeps its policy', async () => {
    const { verdicts, output } = await judge('optional', FAMILIES)
    const unlike = (wanted: string) =>
      Object.entries(verdicts).filter(([, verdict]) => !verdict.startsWith(wanted))
    const failed = unlike('pass').filter(([, verdict]) => !verdict.startsWith('not-proven'))
    // Samba has no rules about names in passwords; that is its finding, and the judge's only one.
    expect(Object.fromEntries(failed), output).toEqual({
      'PWB-POL-3': expect.stringMatching(/^fail refusable-password-accepted/),
    })
    expect(verdicts['PWB-POL-4'], output).toMatch(/lists no policy-hints control/)
    const unexplained = unlike('pass')
      .filter(([, verdict]) => verdict.startsWith('not-proven'))
      .filter(([, verdict]) => !REASONS.some((reason) => reason.test(verdict)))
    expect(
      unexplained.map(([id]) => id),
      output,
    ).toEqual(['PWB-POL-4', 'PWB-POL-5', 'PWB-POL-15'])
    expect(Object.values(verdicts).filter((each) => each === 'pass').length).toBeGreaterThan(30)
  })

  it('lists no policy-hints control: an agent that insists on it writes nothing and says why', async () => {
    const { verdicts, code, output } = await judge('required', ['PWB-POL-15'])
    expect(verdicts, output).toEqual({ 'PWB-POL-15': 'pass' })
    expect(code).toBe(0)
  })
})

it('a controller that takes old TLS is found out', async () => {
  const weak = await startSamba({
    domain: 'weak.test',
    address: '127.0.0.32',
    tlsPriority: 'NORMAL',
  })
  try {
    const { verdicts, output } = await conformWith(targetFileFor(weak, 'optional'), [
      '--i-own-this-directory=weak.test',
      '--only=PWB-SEC-3',
    ])
    expect(verdicts, output).toEqual({ 'PWB-SEC-3': 'fail old-version-taken' })
  } finally {
    await weak.close()
  }
})
