import { z } from 'zod'
import { ok } from '../http/answers.ts'
import { describeInterface } from '../http/openapi.ts'
import type { Route } from './route.ts'

/** The description of the given addresses, and of the one that it stands at. */
export function readDescription(routes: readonly Route[]): Route {
  let document: ReturnType<typeof describeInterface> | undefined
  const route: Route = {
    method: 'GET',
    path: '/openapi.json',
    operation: 'read-description',
    summary: 'This document.',
    proof: 'none',
    answer: z.record(z.string(), z.unknown()),
    outcomes: [],
    handle() {
      document ??= describeInterface([...routes, route])
      return ok(document)
    },
  }
  return route
}
