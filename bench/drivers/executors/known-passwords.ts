import { OUTCOMES } from '../../../harness/contract/outcomes.ts'
import { isNoOutcome, type LoadOutcome } from '../../measure/outcomes.ts'

/** Which of an account's passwords its person believes to be the present one, as the answers told. */
export function createKnownPasswords() {
  const known = new Map<number, number>()
  return {
    /** Generation; 0: the one the account began with. */
    of: (account: number) => known.get(account) ?? 0,
    told(account: number, generation: number, outcome: LoadOutcome) {
      if (!isNoOutcome(outcome) && OUTCOMES[outcome].changed === true) {
        known.set(account, generation)
      }
    },
  }
}
