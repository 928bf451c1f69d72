import { Refusal } from '../refusal.ts'
import { param, type Route } from './route.ts'

/** What became of an operation; its unguessable id is the permission to ask (PWB-FLOW-10, PWB-TTL-5). */
export const readOperation: Route = {
  method: 'GET',
  path: '/operations/:id',
  handle({ answers, operations }, call) {
    const told = operations.get(param(call, 'id'))
    if (told === undefined) {
      const problem = 'no operation of this id in the last 24 hours'
      throw new Refusal('invalid-request', { status: 404, errors: [{ field: 'id', problem }] })
    }
    return answers.operation(told)
  },
}
