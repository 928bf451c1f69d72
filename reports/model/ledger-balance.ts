import type { Ledger } from './result.ts'

const ENDINGS = ['accepted', 'refusedByPolicy', 'refusedOtherwise', 'unknown', 'lost'] as const

/**
 * What does not add up in a ledger (PWB-LOAD-1), in words; empty: it balances. Planned = sent + not
 * sent; sent = accepted + refused by policy + refused otherwise + unknown + lost.
 */
export function ledgerProblems(ledger: Ledger): string[] {
  const { planned, sent, notSent } = ledger
  const ended = ENDINGS.reduce((sum, name) => sum + ledger[name], 0)
  const problems: string[] = []
  if (planned !== sent + notSent) {
    problems.push(`planned ${planned} ≠ sent ${sent} + not sent ${notSent}`)
  }
  if (sent !== ended) problems.push(`sent ${sent} ≠ ${ended} that ended`)
  return problems
}
