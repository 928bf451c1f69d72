import { isOutcomeCode, type OutcomeCode } from '../../../harness/contract/outcomes.ts'
import type { Answer } from './answers.ts'
import type { Portal } from '../portal-state.ts'
import { Refusal } from './refusal.ts'
import type { Audited, Call, Route } from '../routes/route.ts'

function outcomeOf({ body }: Answer): OutcomeCode | 'done' {
  const code: unknown = 'code' in body ? body.code : undefined
  return typeof code === 'string' && isOutcomeCode(code) ? code : 'done'
}

/** Of the operation that the request made; the agent's events name it, as no tracking id reaches the agent. */
const operationIdOf = ({ body }: Answer): string | undefined =>
  'operationId' in body && typeof body.operationId === 'string' ? body.operationId : undefined

/** What the route does with the request; whom and what it is about goes to the tenant's audit log with its outcome. */
export const handleAudited =
  (portal: Portal, route: Route, toCall: (audit: Call['audit']) => Call) =>
  async (): Promise<Answer> => {
    let about: Audited | undefined
    const call = toCall((noted) => {
      about = noted
    })
    const write = (outcome: OutcomeCode | 'done', operationId?: string) => {
      if (about === undefined) return
      const { tenant, actor, target } = about
      tenant.audit.operations.write({
        actor,
        operation: route.operation,
        ...(target !== undefined && { target }),
        outcome,
        trackingId: call.trackingId,
        ...(operationId !== undefined && { operationId }),
      })
    }
    try {
      const answer = await route.handle(portal, call)
      write(outcomeOf(answer), operationIdOf(answer))
      return answer
    } catch (error) {
      write(error instanceof Refusal ? error.code : 'internal')
      throw error
    }
  }
