import type { CommandModule, InferredOptionTypes } from 'yargs'
import type { Judged } from '../../../reports/model/judged.ts'
import { decide } from '../../../reports/model/verdict.ts'
import { PREREQUISITES } from '../../conformance/prerequisites/index.ts'
import {
  type Found,
  lookFor,
  type Prerequisite,
  type Probe,
  STATES,
} from '../../conformance/prerequisites/prerequisite.ts'
import { BadInput } from '../../target/errors.ts'
import { portalAt } from '../../target/slots/slots.ts'
import type { Stage } from '../../target/stage.ts'
import { checkNumbers } from '../options/check-options.ts'
import { withOptions } from '../options/options.ts'
import type { Outcome } from '../outcome.ts'
import { doctorPlan, DOCTOR_BASE_DN, DOCTOR_TENANT } from '../run/load-plans.ts'
import { openRun } from '../run/run.ts'
import { TARGET, targetOf } from '../options/target-options.ts'

const { target, 'i-own-this-directory': owner } = TARGET
const OPTIONS = {
  target,
  'i-own-this-directory': owner,
  idle: {
    type: 'number',
    default: 180,
    describe: 'seconds for which the agent’s link must stay up without an operation',
  },
} as const
type Options = InferredOptionTypes<typeof OPTIONS>

const MS = 1_000

async function probeOf(stage: Stage, idleMs: number): Promise<Probe> {
  const [account] = await stage.createAccounts(DOCTOR_BASE_DN, [{ samAccountName: 'doctor' }])
  if (account === undefined) throw new Error('no test user was made')
  const importProblem = await stage
    .synchronise(DOCTOR_TENANT, [account])
    .then(() => undefined)
    .catch((error: unknown) => (error instanceof Error ? error.message : String(error)))
  const { portal, relay, directory } = stage.system.edges
  return {
    stage,
    tenant: DOCTOR_TENANT,
    account,
    ...(importProblem !== undefined && { importProblem }),
    administratorToken: () => stage.administratorToken(DOCTOR_TENANT),
    directory,
    outbound: { portal, relay },
    agentLink: stage.system.taps.agentRelay.get(DOCTOR_TENANT),
    idleMs,
  }
}

const SIGNS = { met: '✓', missed: '✗', unknown: '?' } as const

const tell = ({ id, asks, remedy, source }: Prerequisite, { state, saw }: Found) => {
  const lines = [`  ${SIGNS[state]} ${id.padEnd(20)} ${asks} (${source})`, `      found: ${saw}`]
  if (state !== 'met') lines.push(`      ${STATES[state]}; what to do: ${remedy}`)
  process.stdout.write(`${lines.join('\n')}\n`)
}

const VERDICTS = { met: 'pass', missed: 'fail', unknown: 'not-proven' } as const

const judgementOf = (
  { id, remedy }: Prerequisite,
  { state, saw }: Found,
): Judged['requirements'][number] => ({
  id,
  level: 'MUST',
  verdict: VERDICTS[state],
  reason: saw,
  findings:
    state === 'missed'
      ? [{ code: 'missing', meaning: STATES.missed, expected: remedy, observed: saw }]
      : [],
})

/** Says of each prerequisite whether the target has it, and what to do if not (PWB-LIFE-9). */
export const doctor = (outcome: Outcome): CommandModule<object, Options> => ({
  command: 'doctor',
  describe: 'look for everything that writeback needs before it can work',
  builder: withOptions(OPTIONS),
  async handler({ target: file, iOwnThisDirectory, idle }) {
    checkNumbers({ idle })
    const { slots } = await targetOf(file, iOwnThisDirectory)
    if (portalAt(slots) !== undefined) {
      throw new BadInput([
        `${file}: doctor looks at parts through their administration, which a mapped portal has none of`,
      ])
    }
    const run = await openRun((line) => process.stderr.write(`${line}\n`))
    const requirements: Judged['requirements'][number][] = []
    try {
      const stage = await run.stage(doctorPlan(slots))
      const probe = await probeOf(stage, idle * MS)
      for (const prerequisite of PREREQUISITES) {
        if (run.signal.aborted) break
        const found = await Promise.race([lookFor(prerequisite, probe), run.died])
        tell(prerequisite, found)
        requirements.push(judgementOf(prerequisite, found))
      }
    } finally {
      await run.close()
    }
    const { code, reason } = decide({ requirements, load: [], interrupted: run.signal.aborted })
    process.stdout.write(`${reason} (exit ${code})\n`)
    outcome.code = code
  },
})
