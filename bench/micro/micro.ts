import type { MicroResult } from '../../reports/model/micro.ts'
import { judgeChange, median } from './change.ts'
import type { Measurement } from './measure-path.ts'
import { RAW_OPERATION } from './rsa.ts'

type Round = readonly Measurement[]

/** Measures one round of one of the builds. */
export type MeasureRound = (build: 'own' | 'other') => Promise<Round>

export interface Rounds {
  readonly own: readonly Round[]
  readonly other: readonly Round[]
}

/**
 * Rounds of both builds in turns, the one that goes first changing each time (ABBA), so that a machine
 * that gets slower does so for both. `stopped`: asked before each round.
 */
export async function measureInTurns(
  measure: MeasureRound,
  { rounds, withOther }: { readonly rounds: number; readonly withOther: boolean },
  stopped: () => boolean = () => false,
): Promise<Rounds> {
  const own: Round[] = []
  const other: Round[] = []
  for (let round = 0; round < rounds && !stopped(); round++) {
    const turn = async (build: 'own' | 'other') => {
      if (build === 'own') own.push(await measure('own'))
      else if (withOther) other.push(await measure('other'))
    }
    await turn(round % 2 === 0 ? 'own' : 'other')
    await turn(round % 2 === 0 ? 'other' : 'own')
  }
  return { own, other }
}

const roundsOf = (rounds: readonly Round[], wanted: string) =>
  rounds.flat().filter(({ name }) => name === wanted)

/** All rounds as the part of a result file; a hot path that only one build has is not compared. */
export function assembleMicro({ own, other }: Rounds): MicroResult[] {
  const names = [...new Set(own.flat().map(({ name }) => name))]
  const medianOf = (name: string) => median(roundsOf(own, name).map(({ wallNs }) => wallNs))
  return names.map((name) => {
    const measured = roundsOf(own, name)
    const ownNs = measured.map(({ wallNs }) => wallNs)
    const othersNs = roundsOf(other, name).map(({ wallNs }) => wallNs)
    const raw = RAW_OPERATION[name]
    const wallNs = median(ownNs)
    return {
      name,
      title: measured[0]?.title ?? name,
      wallNs,
      processorNs: median(measured.map(({ processorNs }) => processorNs)),
      roundsNs: ownNs,
      ...(raw !== undefined &&
        names.includes(raw) && { contains: { name: raw, ratio: wallNs / medianOf(raw) } }),
      ...(othersNs.length > 0 && {
        against: {
          wallNs: median(othersNs),
          roundsNs: othersNs,
          change: judgeChange(ownNs, othersNs, names.length),
        },
      }),
    }
  })
}
