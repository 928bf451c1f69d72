import { operationAnswer } from '../../../harness/contract/portal.ts'
import { Refusal } from '../http/refusal.ts'
import { param, type Route } from './route.ts'

/** What became of an operation; its unguessable id is the permission to ask (PWB-FLOW-10, PWB-TTL-5). */
export const readOperation: Route = {
  method: 'GET',
  path: '/operations/:id',
  operation: 'read-operation',
  summary: 'Tells what became of an operation; the code in the answer is its outcome.',
  proof: 'id',
  answer: operationAnswer,
  outcomes: ['operation-unknown'],
  handle({ answers, operations }, call) {
    const told = operations.get(param(call, 'id'))
    if (told === undefined) throw new Refusal('operation-unknown')
    return answers.operation(told)
  },
}
