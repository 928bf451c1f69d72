import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { z } from 'zod'
import { OUTCOME_CODES } from '../../contract/outcomes.ts'
import { BadInput } from '../errors.ts'

/** What a person or administrator does at a portal, and what a request for it can be made of. */
export const MAPPED = {
  begin: ['user'],
  gate: ['user', 'code'],
  password: ['user', 'newPassword', 'confirmation'],
  change: ['user', 'currentPassword', 'newPassword'],
  administratorReset: ['user', 'newPassword'],
} as const satisfies Record<string, readonly string[]>
export type MappedOperation = keyof typeof MAPPED

/** Steps that are no outcome of an operation: on with the next. */
const ON = ['gates-offered', 'gate-passed'] as const

const isPattern = (source: string) => {
  try {
    return new RegExp(source) instanceof RegExp
  } catch {
    return false
  }
}
const pattern = z.string().refine(isPattern, 'must be a regular expression')

/** Dots lead into objects and lists: `error.codes.0`. */
const jsonPath = z.string().min(1)

/** All that is named must hold; nothing named: always. */
const when = z.strictObject({
  status: z.int().optional(),
  json: z
    .strictObject({ path: jsonPath, equals: z.union([z.string(), z.number(), z.boolean()]) })
    .optional(),
  text: pattern.optional(),
})
export type When = z.infer<typeof when>

const take = z.union([z.strictObject({ json: jsonPath }), z.strictObject({ text: pattern })])
export type Take = z.infer<typeof take>

const template = z.record(z.string(), z.string())

const step = z
  .strictObject({
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH']),
    path: z.string().startsWith('/', 'must begin with /'),
    headers: template.default({}),
    /** Sent as application/json. */
    json: template.optional(),
    /** Sent as application/x-www-form-urlencoded. */
    form: template.optional(),
    /** Values of the answer that later requests of the session need, by name. */
    take: z.record(z.string(), take).default({}),
    /** The first that holds decides; a step without any only takes. */
    outcomes: z
      .array(z.strictObject({ when, outcome: z.enum([...OUTCOME_CODES, ...ON]) }))
      .default([]),
  })
  .refine(
    ({ json, form }) => json === undefined || form === undefined,
    'must have json or form, not both',
  )
export type Step = z.infer<typeof step>

const steps = z.array(step).min(1).optional()

/** A portal's own HTTP interface as the harness sees it: requests to make, answers to understand. */
const mappingSchema = z.strictObject({
  version: z.literal(1),
  /** How many gates a person passes. */
  gates: z.int().min(0).max(5).default(1),
  operations: z.strictObject({
    begin: steps,
    gate: steps,
    password: steps,
    change: steps,
    administratorReset: steps,
  }),
})
export type PortalMapping = z.infer<typeof mappingSchema>

const PLACE = /\{([\w.]+)\}/g

const named = (value: Step) =>
  [value.path, ...[value.headers, value.json, value.form].flatMap((t) => Object.values(t ?? {}))]
    .flatMap((text) => [...text.matchAll(PLACE)])
    .map(([, name = '']) => name)

/** Names in templates that nothing will fill: neither the operation, nor a step before it, nor a secret. */
function unfilled(operations: PortalMapping['operations']): string[] {
  const taken = new Set(
    Object.values(operations).flatMap((each) =>
      (each ?? []).flatMap((one) => Object.keys(one.take)),
    ),
  )
  const known = new Map<string, readonly string[]>(Object.entries(MAPPED))
  return Object.entries(operations).flatMap(([operation, own]) =>
    (own ?? []).flatMap(named).flatMap((name) => {
      const offered = known.get(operation) ?? []
      const isFilled = offered.includes(name) || taken.has(name) || name.startsWith('secret.')
      return isFilled
        ? []
        : [
            `operations.${operation}: {${name}} is filled by nothing; there are ${offered.join(', ')}`,
          ]
    }),
  )
}

/** Fills `{name}` in a template; `encode` is applied to each value. */
export const fill = (
  text: string,
  values: ReadonlyMap<string, string>,
  encode: (value: string) => string = (value) => value,
) => text.replaceAll(PLACE, (place, name: string) => encode(values.get(name) ?? place))

/** Reads a mapping's text. Throws BadInput that names every problem. */
export function parseMapping(source: string, file: string): PortalMapping {
  let content: unknown
  try {
    content = parse(source)
  } catch (error) {
    throw new BadInput([`${file}: ${error instanceof Error ? error.message : String(error)}`])
  }
  const parsed = mappingSchema.safeParse(content)
  const problems = parsed.success
    ? unfilled(parsed.data.operations)
    : parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`)
  if (!parsed.success || problems.length > 0) {
    throw new BadInput(problems.map((problem) => `${file}: ${problem}`))
  }
  return parsed.data
}

export async function readMapping(file: string): Promise<PortalMapping> {
  const source = await readFile(file, 'utf8').catch(() => {
    throw new BadInput([`slots.portal.mapping: ${file} cannot be read; name a mapping file`])
  })
  return parseMapping(source, file)
}
