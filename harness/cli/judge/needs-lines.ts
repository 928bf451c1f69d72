import { foreseen, type Foreseen, type Known } from '../../conformance/capabilities/foresee.ts'
import type { Requirement } from '../../conformance/requirement.ts'

const because = (words: readonly string[]) => (words.length === 0 ? '' : ` (${words.join(', ')})`)

const lacks = ({ lacking }: Foreseen) => lacking.length > 0
const isOpen = (each: Foreseen) => !lacks(each) && each.untold.length > 0
const isOffered = (each: Foreseen) => !lacks(each) && !isOpen(each)

/** `offered a, b; lacking c (why); not yet told d (by whom)`: what there is none of is left out. */
function statesOf(needs: readonly Foreseen[]): string {
  const state = (name: string, which: (each: Foreseen) => boolean) => {
    const those = needs.filter(which)
    const words = those.map(
      ({ capability, lacking, untold }) =>
        `${capability}${because(lacking.length > 0 ? lacking : untold)}`,
    )
    return words.length === 0 ? [] : [`${name} ${words.join(', ')}`]
  }
  return [
    ...state('lacking', lacks),
    ...state('not yet told', isOpen),
    ...state('offered', isOffered),
  ].join('; ')
}

/** What each requirement needs of the target and whether that offers it; first what would stay not proven. */
export function needsLines(requirements: readonly Requirement[], known: Known): string[] {
  const all = requirements.map(({ id, needs }) => ({ id, needs: foreseen({ needs }, known) }))
  const unproven = all.filter(({ needs }) => needs.some(lacks)).length
  const open = all.filter(({ needs }) => !needs.some(lacks) && needs.some(isOpen)).length
  return [
    `provable ${all.length - unproven} of ${all.length}: ${unproven} need what the target lacks and would be not proven; ${open} need what a part tells only once it runs`,
    ...all.map(({ id, needs }) => `needs    ${id.padEnd(12)} ${statesOf(needs)}`),
  ]
}
