import type { CompiledStorm } from '../../../bench/workload/scenario/compile.ts'
import type { Scenario } from '../../../bench/workload/scenario/schema.ts'
import { BadInput } from '../../target/errors.ts'
import { directoryAt, type Slots } from '../../target/slots/slots.ts'
import type { Stage } from '../../target/stage.ts'
import { unmetByPeople } from './elsewhere-needs.ts'
import { withSignInModes } from './sign-in-modes.ts'
import { withSpecialPeople } from './special-people.ts'
import { prepareStorm } from './storm.ts'
import { gatherPeople, makePeople, type StormPeople } from './storm-people.ts'

/** The people of a storm, and how they come to be there. */
interface ReadyCrowd {
  /** Makes them, in the states that the storm needs; the tenant knows them. */
  settle(stage: Stage): Promise<StormPeople>
  /** Lets those bind who could not: their passwords can then be read back. */
  release(stage: Stage): Promise<void>
}

/** Who will be there. */
export interface Crowd {
  readonly people: number
  /** How many of them, from the first, can be reset. */
  readonly ordinary: number
  /** Throws BadInput with what they cannot be. */
  forStorm(storm: CompiledStorm): ReadyCrowd
}

export interface CrowdOptions {
  readonly tenant: string
  readonly seed: number
  /** Given on the command line instead of the scenario's. */
  readonly population: string | undefined
  readonly people: number | undefined
}

/** Read or generated, with everybody whom the storm's refusals and ways to sign in need. */
async function ownCrowd(
  { tenant, seed, ...given }: CrowdOptions,
  scenario: Scenario,
): Promise<Crowd> {
  const own = given.people === undefined ? scenario.population.file : undefined
  const population = given.population ?? own
  const generated = population === undefined ? scenario.population.people : undefined
  const crowd = await gatherPeople({ population, people: given.people ?? generated, seed })
  return {
    people: crowd.accounts.length,
    ordinary: crowd.resettable,
    forStorm(storm) {
      const signedIn = withSignInModes(crowd, scenario, seed)
      const { people, settle, release } = withSpecialPeople(signedIn, storm)
      return {
        async settle(stage) {
          await prepareStorm(stage, tenant, people)
          await settle(stage)
          return people
        },
        release,
      }
    },
  }
}

/** Made in somebody's directory for the run: plain accounts, nothing else. */
function guestCrowd({ tenant, population, ...given }: CrowdOptions, scenario: Scenario): Crowd {
  const { people = scenario.population.people } = given
  return {
    people,
    ordinary: people,
    forStorm(storm) {
      const unmet = unmetByPeople({ scenario, storm, population })
      if (unmet.length > 0) throw new BadInput(unmet)
      return {
        async settle(stage) {
          const made = await makePeople(stage, people)
          await prepareStorm(stage, tenant, made)
          return made
        },
        release: async () => undefined,
      }
    },
  }
}

/** Who will be there, by the directory that the storm meets. */
export const crowdOf = async (
  slots: Slots | undefined,
  scenario: Scenario,
  options: CrowdOptions,
): Promise<Crowd> =>
  directoryAt(slots) === undefined ? ownCrowd(options, scenario) : guestCrowd(options, scenario)
