import type { LinkResult, RequirementResult } from '../../reports/model/result.ts'
import { TargetError, Unsupported } from '../target/errors.ts'
import type { Capabilities, Capability } from './capabilities/capabilities.ts'
import type { Context, Requirement } from './requirement.ts'
import { type Judgement, verdictOf } from './verdict-of.ts'

/** What a lane offers: the capabilities that the target gives, and how to mend what a check left behind. */
export interface Lane {
  readonly capabilities: Partial<Capabilities>
  /** Why a capability is not among them, where more is known than its name. */
  readonly lacking?: Readonly<Record<string, string>>
  /** Time is waited for in this lane, at most so long at once; absent: clocks are moved. */
  readonly realLimitMs?: number
  /** Why the lane could not be opened at all; then there are no capabilities. */
  readonly closed?: string
  /** Between two checks, also after a failed one: the agent runs, nothing is held. */
  restore(): Promise<void>
  /** Ends what the lane itself opened. */
  close?(): Promise<void>
  /** Links that checks measured. */
  readonly links?: readonly LinkResult[]
}

const WATCHDOG_MS = 90_000
/** What a check waits for at most, one wait after the other, where time is real. */
const WAITS = 10

type Finding = RequirementResult['findings'][number]

const describeError = (error: unknown) =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error)

/** Gives a check exactly what its requirement declares. */
function contextFor(requirement: Requirement, lane: Lane) {
  const findings: Finding[] = []
  const evidence: RequirementResult['evidence'] = []
  const missing = requirement.needs.filter((need) => lane.capabilities[need] === undefined)
  const recording = {
    expect(holds: boolean, code: string, comparison: { expected: string; observed: string }) {
      if (!holds) findings.push({ code, meaning: requirement.findings[code] ?? '', ...comparison })
      return holds
    },
    saw(instrument: string, what: string) {
      evidence.push({ instrument, saw: what })
    },
  }
  const held = Object.fromEntries(requirement.needs.map((need) => [need, lane.capabilities[need]]))
  // `missing` is empty before this is used, so every declared need is there.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const context = { ...held, ...recording } as unknown as Context<Capability, string>
  return { context, findings, evidence, missing }
}

/** What is missing, in words that say whose it is. */
function whyNot(missing: readonly Capability[], { lacking = {}, closed }: Lane) {
  if (closed !== undefined) return closed
  const named = missing.map((need) => {
    const why = lacking[need]
    return why === undefined ? need : `${need} (${why})`
  })
  return `the target lacks: ${named.join(', ')}`
}

const watchdog = (ms: number) => {
  let timer: NodeJS.Timeout | undefined
  const barked = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`the check did not end within ${ms / 1000} s`)), ms)
  })
  return { barked, stop: () => clearTimeout(timer) }
}

/** Judges one requirement. Rejects only when a part of the target died or does not answer. */
export async function judge(requirement: Requirement, lane: Lane): Promise<RequirementResult> {
  const { id, level, subject, title } = requirement
  const { realLimitMs } = lane
  const isMoved = requirement.timeMode === 'virtual' || requirement.timeMode === 'mixed'
  const timeMode = isMoved && realLimitMs !== undefined ? 'real' : requirement.timeMode
  const { context, findings, evidence, missing } = contextFor(requirement, lane)
  const startedAt = performance.now()
  const result = (ending: Pick<Judgement, 'unproven' | 'thrown'> = {}): RequirementResult => ({
    id,
    level,
    subject,
    title,
    timeMode,
    durationMs: Math.round(performance.now() - startedAt),
    findings,
    evidence,
    ...verdictOf({ findings: findings.length, evidence: evidence.length, ...ending }),
  })
  if (missing.length > 0) return result({ unproven: whyNot(missing, lane) })
  const { barked, stop } = watchdog(WATCHDOG_MS + WAITS * (realLimitMs ?? 0))
  try {
    await Promise.race([requirement.check(context), barked])
    return result()
  } catch (error) {
    // By its own word a part cannot do what the check needs: nothing is said against it.
    if (error instanceof Unsupported) return result({ unproven: error.message })
    // A part that is gone or mute: nothing after it can be judged.
    if (error instanceof TargetError) throw error
    return result({ thrown: describeError(error) })
  } finally {
    stop()
  }
}

/** Judges one after the other on one lane, telling each result as it comes; what the last one left is there still. */
export async function judgeAll(
  requirements: readonly Requirement[],
  lane: Lane,
  onResult: (result: RequirementResult) => void,
  signal: AbortSignal,
): Promise<void> {
  for (const [index, requirement] of requirements.entries()) {
    if (signal.aborted) return
    if (index > 0) await lane.restore()
    onResult(await judge(requirement, lane))
  }
}
