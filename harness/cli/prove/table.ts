import type { FaultVerdict } from '../../conformance/kill-matrix/judge.ts'
import type { VariantVerdict } from '../../conformance/kill-matrix/judge-variant.ts'

const MS_PER_S = 1_000

const line = (durationMs: number, fate: string, name: string, firings: number, said: string) => {
  const seconds = `${(durationMs / MS_PER_S).toFixed(1)} s`
  return `${seconds.padStart(8)}  ${fate.padEnd(13)} ${name.padEnd(38)} ${firings} firings  ${said}`
}

/** One line a fault: its fate, and what there is to know of it. */
export function faultLine(verdict: FaultVerdict): string {
  const { fault, fate, why, killed, collateral, firings, durationMs } = verdict
  const pairs = [...new Set(killed.map(([id, code]) => `${id} ${code}`))].join(', ')
  const beside = collateral.length === 0 ? '' : `; collateral: ${collateral.join(', ')}`
  const said = fate === 'killed' ? `${pairs}${beside}` : why
  return line(durationMs, fate, fault, firings, said)
}

/** One line a variant: its fate, and what it did not mislead, or did. */
export function variantLine(verdict: VariantVerdict): string {
  const { variant, fate, why, passed, misjudged, firings, durationMs } = verdict
  const pairs = misjudged.map((pair) => pair.join(' ')).join(', ')
  const said = fate === 'green' ? `${passed} requirements passed` : `${why}${pairs && `: ${pairs}`}`
  return line(durationMs, fate, variant, firings, said)
}
