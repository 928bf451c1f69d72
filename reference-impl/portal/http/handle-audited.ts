import { isOutcomeCode, type OutcomeCode } from '../../../harness/contract/outcomes.ts'
import type { Answer } from './answers.ts'
import type { Portal } from '../portal-state.ts'
import { Refusal } from './refusal.ts'
import type { Audited, Call, Route } from '../routes/route.ts'

function outcomeOf({ body }: Answer): OutcomeCode | 'done' {
  const code: unknown = 'code' in body ? body.code : undefined
  return typeof code === 'string' && isOutcomeCode(code) ? code : 'done'
}

/** What the route does with the request; whom and what it is about goes to the tenant's audit log with its outcome. */
export const handleAudited =
  (portal: Portal, route: Route, toCall: (audit: Call['audit']) => Call) =>
  async (): Promise<Answer> => {
    let about: Audited | undefined
    const call = toCall((noted) => {
      about = noted
    })
    const write = (outcome: OutcomeCode | 'done') => {
      if (about === undefined) return
      const { tenant, actor, target } = about
      tenant.audit.operations.write({
        actor,
        operation: route.operation,
        ...(target !== undefined && { target }),
        outcome,
        trackingId: call.trackingId,
      })
    }
    try {
      const answer = await route.handle(portal, call)
      write(outcomeOf(answer))
      return answer
    } catch (error) {
      write(error instanceof Refusal ? error.code : 'internal')
      throw error
    }
  }
