import type { OutcomeCode } from '../../../harness/contract/outcomes.ts'
import { ORIGINS, type Origin } from '../../../harness/contract/origins.ts'
import type { Random } from '../random.ts'
import { mixOf, refusable } from './check.ts'
import { drawer } from './draw.ts'
import {
  ADMINISTRATOR_ORIGINS,
  CHANGE_ORIGINS,
  type OperationName,
  OPERATION_NAMES,
  REFUSAL_NAMES,
  type Refusal,
  type RefusalName,
  REFUSALS,
} from './mix.ts'
import type { Scenario } from './schema.ts'

/** What one operation asks for, and how it is meant to end. */
export interface Intent {
  readonly operation: OperationName
  /** Why a correct system refuses it; undefined: it does not. */
  readonly refusal?: RefusalName | undefined
  /** The client, for operations that need a token. */
  readonly origin?: Origin | undefined
}

const ALL_PERCENT = 100

type Originate = (operation: OperationName, random: Random) => Origin | undefined

const originating = ({ origins }: Scenario): Originate => {
  const change = drawer(origins.change, CHANGE_ORIGINS)
  const administrator = drawer(origins['administrator-reset'], ADMINISTRATOR_ORIGINS)
  return (operation, random) => {
    if (operation === 'change') return change(random)
    return operation === 'administrator-reset' ? administrator(random) : undefined
  }
}

/** Clients whose administrators' resets reach the premises. */
const writtenBack = ADMINISTRATOR_ORIGINS.filter((name) => ORIGINS[name].administrator)

/** Draws what the operations of a phase ask for, one after the other. */
export function intentsOf(
  scenario: Scenario,
  phase: Scenario['phases'][number],
  random: Random,
): () => Intent {
  const { operations, refusals } = mixOf(scenario, phase)
  const asked = REFUSAL_NAMES.filter((name) => (refusals[name] ?? 0) > 0)
  const refused = asked.reduce((sum, name) => sum + (refusals[name] ?? 0), 0) / ALL_PERCENT
  const drawOperation = drawer(operations, OPERATION_NAMES)
  const drawRefusal = asked.length === 0 ? undefined : drawer(refusals, asked)
  const operationFor = new Map(
    asked.map((name) => [name, drawer(operations, refusable(operations, name))]),
  )
  const originOf = originating(scenario)
  return () => {
    if (drawRefusal === undefined || random() >= refused) {
      const operation = drawOperation(random)
      return { operation, origin: originOf(operation, random) }
    }
    const refusal = drawRefusal(random)
    const operation = operationFor.get(refusal)?.(random) ?? drawOperation(random)
    const origin = originOf(operation, random)
    // A client that is not written back would be told so, and nothing else.
    const reaches = origin === undefined || operation === 'change' || ORIGINS[origin].administrator
    return { operation, refusal, origin: reaches ? origin : writtenBack[0] }
  }
}

function refusedAs(name: RefusalName, isRestarted: boolean): readonly OutcomeCode[] {
  const { expected, afterRestart = [] }: Refusal = REFUSALS[name]
  return isRestarted ? [...expected, ...afterRestart] : expected
}

/** The outcomes with which a correct system answers; any of them. `isRestarted`: its agent was, meanwhile. */
export function expectedOf(
  { operation, refusal, origin }: Intent,
  isRestarted = false,
): readonly OutcomeCode[] {
  if (refusal !== undefined) return refusedAs(refusal, isRestarted)
  if (operation === 'unlock') return ['unlocked']
  const isHeld =
    operation === 'administrator-reset' && origin !== undefined && !ORIGINS[origin].administrator
  return isHeld ? ['origin-not-written-back'] : ['changed']
}

/** Whether it proves who the person is by a one-time code, each good once. */
export const usesCode = ({ operation }: Intent) =>
  operation === 'self-service-reset' || operation === 'unlock'

/** Whether it asks for a password that the account never had. */
export const setsPassword = ({ operation, refusal }: Intent) =>
  operation !== 'unlock' && refusal !== 'in-history' && refusal !== 'too-short'
