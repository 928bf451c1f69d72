import { EXIT, type ExitCode } from '../../../reports/model/exit-codes.ts'
import { decide } from '../../../reports/model/verdict.ts'
import type { KillMatrix } from '../../../reports/kill-matrix/matrix.ts'
import {
  type FaultVerdict,
  unkilledPairs,
  unkilledRequirements,
} from '../../conformance/kill-matrix/judge.ts'
import type { VariantVerdict } from '../../conformance/kill-matrix/judge-variant.ts'
import { REQUIREMENTS } from '../../conformance/requirements/index.ts'

export interface Proved {
  readonly faults: readonly FaultVerdict[]
  readonly variants: readonly VariantVerdict[]
  readonly cancelled: boolean
  /** All faults ran: then every finding needs one that produced it. */
  readonly everything: boolean
}

/** What a person reads last, the exit code, and the whole as data. */
export function concludeProof({ faults, variants, cancelled, everything }: Proved): {
  readonly code: ExitCode
  readonly lines: readonly string[]
  readonly matrix: KillMatrix
} {
  const bad = [
    ...faults
      .filter(({ fate }) => fate !== 'killed' && fate !== 'no judge')
      .map(({ fault, fate, why }) => `  ${fate}: ${fault} (${why})`),
    ...variants
      .filter(({ fate }) => fate !== 'green')
      .map(({ variant, fate, why }) => `  ${fate}: ${variant} (${why})`),
  ]
  const alive = unkilledRequirements(REQUIREMENTS, faults)
  const pairs = unkilledPairs(REQUIREMENTS, faults)
  const killed = faults.filter(({ fate }) => fate === 'killed').length
  const unjudged = faults.filter(({ fate }) => fate === 'no judge').length
  const green = variants.filter(({ fate }) => fate === 'green').length
  const unproduced =
    everything && pairs.length > 0 ? [`  ${pairs.length} findings without a fault`] : []
  const [worst] = [...bad, ...unproduced]
  const held = [
    ...faults.filter(({ fate }) => fate === 'killed').map(({ fault }) => fault),
    ...variants.filter(({ fate }) => fate === 'green').map(({ variant }) => variant),
  ]
  const { code, reason } = decide({
    requirements: [],
    load: [],
    interrupted: cancelled,
    thresholds: held.map((name) => ({
      name,
      ok: true,
      observed: 'as declared',
      limit: 'as declared',
    })),
    ...(worst !== undefined && { harnessFault: worst.trim() }),
  })
  return {
    code,
    lines: [
      ...(faults.length === 0
        ? []
        : [`${killed} of ${faults.length} faults killed, ${unjudged} without a judge`]),
      ...(variants.length === 0 ? [] : [`${green} of ${variants.length} permitted variants green`]),
      ...bad,
      ...(faults.length === 0
        ? []
        : [
            `${alive.length} of ${REQUIREMENTS.length} requirements that no fault killed: ${alive.join(', ') || 'none'}`,
            `${pairs.length} findings that no fault produced`,
          ]),
      ...(code === EXIT.proven.code ? [] : [`exit ${code}: ${reason}`]),
    ],
    matrix: {
      cancelled,
      verdicts: [...faults],
      variants: [...variants],
      unkilledRequirements: alive,
      unkilledPairs: pairs,
    },
  }
}
