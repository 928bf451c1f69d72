import type { FaultVerdict } from '../../conformance/kill-matrix/judge.ts'

const MS_PER_S = 1_000

/** One line a fault: its fate, and what there is to know of it. */
export function faultLine({
  fault,
  fate,
  why,
  killed,
  collateral,
  firings,
  durationMs,
}: FaultVerdict) {
  const pairs = [...new Set(killed.map(([id, code]) => `${id} ${code}`))].join(', ')
  const beside = collateral.length === 0 ? '' : `; collateral: ${collateral.join(', ')}`
  const said = fate === 'killed' ? `${pairs}${beside}` : why
  const seconds = `${(durationMs / MS_PER_S).toFixed(1)} s`
  return `${seconds.padStart(8)}  ${fate.padEnd(13)} ${fault.padEnd(38)} ${firings} firings  ${said}`
}
