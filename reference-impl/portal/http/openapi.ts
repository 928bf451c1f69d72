import { z } from 'zod'
import { OUTCOMES, type OutcomeCode } from '../../../harness/contract/outcomes.ts'
import { problem } from '../../../harness/contract/portal.ts'
import { ANYWHERE } from '../routes/outcome-sets.ts'
import type { Route } from '../routes/route.ts'

/** The interface's description is made of the route table: what it says is what the routes read and answer. */

const FIRST_REFUSING_STATUS = 400
const JSON_TYPE = 'application/json'
const PROBLEM_TYPE = 'application/problem+json'

/** JSON Schema 2020-12, which OpenAPI 3.1 takes as it is. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io })
  return rest
}

const content = (type: string, schema: object) => ({ content: { [type]: { schema } } })

/** `/sessions/:id` as `/sessions/{id}`. */
const templateOf = (path: string) => path.replaceAll(/:(\w+)/g, '{$1}')

const pathParameters = ({ path }: Route) =>
  [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))

function queryParameters({ query }: Route) {
  if (query === undefined) return []
  const { properties } = schemaOf(query, 'input')
  return Object.entries(z.record(z.string(), z.unknown()).parse(properties)).map(
    ([name, schema]) => ({ name, in: 'query', required: false, schema }),
  )
}

const SECURITY = {
  none: [],
  id: [],
  bearer: [{ bearer: [] }],
  basic: [{ basic: [] }],
  'bearer-or-basic': [{ bearer: [] }, { basic: [] }],
} as const satisfies Record<Route['proof'], readonly object[]>

/** All outcomes of the route, those that every address has included. */
export const outcomesOf = ({ outcomes }: Route): readonly OutcomeCode[] => [
  ...new Set([...outcomes, ...ANYWHERE]),
]

/** One response a status: several outcomes may share it, and `code` tells them apart. */
function responsesOf(route: Route) {
  const byStatus = new Map<number, OutcomeCode[]>([[200, []]])
  for (const code of outcomesOf(route)) {
    const { http } = OUTCOMES[code]
    byStatus.set(http, [...(byStatus.get(http) ?? []), code])
  }
  const answer = schemaOf(route.answer, 'output')
  const entries = [...byStatus].map(([status, codes]): [string, object] => {
    const body =
      status < FIRST_REFUSING_STATUS
        ? content(JSON_TYPE, answer)
        : content(PROBLEM_TYPE, {
            allOf: [
              { $ref: '#/components/schemas/Problem' },
              { properties: { code: { enum: codes } } },
            ],
          })
    const description = codes.map((code) => `${code}: ${OUTCOMES[code].message}`).join('\n\n')
    return [String(status), { description: description || 'Done.', 'x-outcomes': codes, ...body }]
  })
  return Object.fromEntries(entries)
}

const operationOf = (route: Route) => ({
  operationId: route.operation,
  summary: route.summary,
  security: SECURITY[route.proof],
  parameters: [...pathParameters(route), ...queryParameters(route)],
  ...(route.request !== undefined && {
    requestBody: { required: true, ...content(JSON_TYPE, schemaOf(route.request, 'input')) },
  }),
  responses: responsesOf(route),
})

function pathsOf(routes: readonly Route[]) {
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes) {
    const path = templateOf(route.path)
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) }
  }
  return paths
}

/** An OpenAPI 3.1 document; `x-outcomes` holds the closed table of outcomes. */
export const describeInterface = (routes: readonly Route[]) => ({
  openapi: '3.1.0',
  info: {
    title: 'Password writeback: the portal',
    version: '1.0.0',
    description:
      'Every refusal is problem+json (RFC 9457). Time is in milliseconds since the epoch unless a field says otherwise.',
  },
  paths: pathsOf(routes),
  components: {
    securitySchemes: {
      bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      basic: { type: 'http', scheme: 'basic' },
    },
    schemas: { Problem: schemaOf(problem, 'output') },
  },
  'x-outcomes': OUTCOMES,
})
