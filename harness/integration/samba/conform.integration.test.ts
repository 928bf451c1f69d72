import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { conformWith } from '../conform-with.ts'
import { SAMBAS } from './installation.ts'
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
  /it lets no account take another’s earlier name/,
]

/** What a controller's own list of controls leaves unjudged, and the reason that is given. */
const BY_CONTROLS = {
  none: {
    unproven: {
      'PWB-POL-4': /lists no policy-hints control/,
      'PWB-POL-5': /lists no policy-hints control/,
      'PWB-POL-15': /the target file says "policyHints: optional"/,
    },
    insisting: /^pass$/,
  },
  hints: {
    unproven: { 'PWB-POL-15': /it lists the policy-hints control/ },
    insisting: /it lists the policy-hints control/,
  },
} as const

// Side by side: they wait more than they work.
describe.concurrent.each(SAMBAS)('$name in the directory’s slot', ({ install, knowsHints }) => {
  const { unproven, insisting } = BY_CONTROLS[knowsHints ? 'hints' : 'none']
  const started: SambaController[] = []
  const samba = () => started[0] ?? expect.fail('no controller')

  beforeAll(async () => {
    const installation = install()
    started.push(await startSamba({ domain: DOMAIN, installation }))
  })
  afterAll(() => Promise.all(started.map((controller) => controller.close())))

  const judge = (policyHints: 'required' | 'optional', only: readonly string[]) =>
    conformWith(targetFileFor(samba(), policyHints), [
      `--i-own-this-directory=${DOMAIN}`,
      '--time=real',
      '--real-limit=10',
      ...only.flatMap((id) => ['--only', id]),
    ])

  it.sequential('is written to by a person’s reset, a change and an administrator’s reset, and keeps its policy', async () => {
    const { verdicts, output } = await judge('optional', FAMILIES)
    const unlike = (wanted: string) =>
      Object.entries(verdicts).filter(([, verdict]) => !verdict.startsWith(wanted))
    const failed = unlike('pass').filter(([, verdict]) => !verdict.startsWith('not-proven'))
    // Samba has no rules about names in passwords; that is its finding, and the judge's only one.
    expect(Object.fromEntries(failed), output).toEqual({
      'PWB-POL-3': expect.stringMatching(/^fail refusable-password-accepted/),
    })
    const unexplained = unlike('pass')
      .filter(([, verdict]) => verdict.startsWith('not-proven'))
      .filter(([, verdict]) => !REASONS.some((reason) => reason.test(verdict)))
    expect(Object.fromEntries(unexplained), output).toEqual(
      Object.fromEntries(
        Object.entries(unproven).map(([id, reason]) => [id, expect.stringMatching(reason)]),
      ),
    )
    expect(Object.values(verdicts).filter((each) => each === 'pass').length).toBeGreaterThan(30)
  })

  it.sequential('lists the policy-hints control or not: an agent that insists on it writes nothing without, and says why', async () => {
    const { verdicts, output } = await judge('required', ['PWB-POL-15'])
    expect(verdicts, output).toEqual({ 'PWB-POL-15': expect.stringMatching(insisting) })
  })
})

it('a controller that takes old TLS is found out', async () => {
  const [{ install }] = SAMBAS
  const weak = await startSamba({
    domain: 'weak.test',
    installation: install(),
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
