import { EXIT, type ExitName } from './exit-codes.ts'
import { isWaived } from './waived.ts'
import type { Ledger, LoadResult, RequirementResult, Result } from './result.ts'

type FinalBinds = NonNullable<LoadResult['finalBinds']>

export type Tone = 'good' | 'bad' | 'open'

export interface ExitWords {
  readonly headline: string
  /** The answer to "is it safe to ship?". */
  readonly ship: string
  readonly tone: Tone
  readonly meaning: string
}

/** What an exit code means to a person who decides. */
const WORDS: Readonly<Record<ExitName, Omit<ExitWords, 'meaning'>>> = {
  proven: { headline: 'PROVEN', ship: 'Yes', tone: 'good' },
  violated: { headline: 'VIOLATED', ship: 'No', tone: 'bad' },
  badInput: { headline: 'BAD INPUT', ship: 'Not known', tone: 'open' },
  notProven: { headline: 'NOT PROVEN', ship: 'Not known', tone: 'open' },
  environment: { headline: 'ENVIRONMENT FAILED', ship: 'Not known', tone: 'open' },
  harness: { headline: 'NOT VALID', ship: 'Not known', tone: 'open' },
  cancelled: { headline: 'CANCELLED', ship: 'Not known', tone: 'open' },
}

const isExitName = (name: string): name is ExitName => Object.hasOwn(EXIT, name)

/** The words of an exit by its name in a result file; a name that is not known decides nothing. */
export function exitWords(name: string): ExitWords {
  if (isExitName(name)) return { ...WORDS[name], meaning: EXIT[name].meaning }
  return { headline: name.toUpperCase(), ship: 'Not known', tone: 'open', meaning: name }
}

/** Only a whole gate asks for all that shipping needs; another run’s yes reaches as far as it asked. */
export function shipWords({
  exit,
  command,
  requirements,
}: Pick<Result, 'exit' | 'command' | 'requirements'>): string {
  const { ship, tone } = exitWords(exit.name)
  const whole = /\bgate\b/.test(command) && !/--only\b/.test(command)
  if (tone !== 'good') return ship
  const waived = requirements.some(isWaived) ? ', but for what is waived' : ''
  return whole ? `${ship}${waived}` : `${ship}, as far as this run asked${waived}`
}

export type Verdict = RequirementResult['verdict']

/** How each verdict is written; `rank` puts what needs attention first. */
export const VERDICT_WORDS = {
  error: { word: 'error', counted: 'not judged', mark: '!', tone: 'bad', rank: 0 },
  fail: { word: 'fail', counted: 'failed', mark: '✗', tone: 'bad', rank: 1 },
  'not-proven': { word: 'not proven', counted: 'not proven', mark: '?', tone: 'open', rank: 2 },
  waived: { word: 'fail, waived', counted: 'failed and waived', mark: '~', tone: 'open', rank: 3 },
  pass: { word: 'pass', counted: 'proven', mark: '✓', tone: 'good', rank: 4 },
  'not-applicable': {
    word: 'not applicable',
    counted: 'not applicable',
    mark: '–',
    tone: 'open',
    rank: 5,
  },
} as const satisfies Record<
  Verdict | 'waived',
  { word: string; counted: string; mark: string; tone: Tone; rank: number }
>

type Judged = Pick<RequirementResult, 'verdict' | 'findings'>

/** How the verdict of one requirement is written. */
export const wordsOf = (requirement: Judged) =>
  VERDICT_WORDS[isWaived(requirement) ? 'waived' : requirement.verdict]

/** What needs attention first, a MUST before a SHOULD, otherwise in the order given. */
export function byUrgency<R extends Judged & Pick<RequirementResult, 'level'>>(
  requirements: readonly R[],
): R[] {
  const urgency = (each: R) => 2 * wordsOf(each).rank + (each.level === 'SHOULD' ? 1 : 0)
  return requirements.toSorted((a, b) => urgency(a) - urgency(b))
}

/** The ledger's terms as words, in the order of the conservation law. */
export const LEDGER_WORDS = [
  ['planned', 'planned'],
  ['notSent', 'not sent'],
  ['sent', 'sent'],
  ['accepted', 'accepted'],
  ['refusedByPolicy', 'refused by policy'],
  ['refusedOtherwise', 'refused otherwise'],
  ['unknown', 'outcome unknown'],
  ['lost', 'lost'],
] as const satisfies readonly (readonly [keyof Ledger, string])[]

/** How an account ended, as words. */
export const FINAL_BIND_WORDS = [
  ['asAcknowledged', 'the last acknowledged password binds'],
  ['asUnknownAllows', 'a password binds whose outcome was told as unknown'],
  ['falseSuccess', 'the acknowledged password does not bind'],
  ['lateApply', 'a password binds that was told as refused'],
  ['neither', 'no password that was asked for binds'],
] as const satisfies readonly (readonly [keyof FinalBinds, string])[]
