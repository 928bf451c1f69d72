import { z } from 'zod'
import { scenarioSchema } from './schema.ts'

/** One key of a scenario file, for people. */
export interface KeyRow {
  readonly key: string
  readonly form: string
  readonly initially: string
  readonly means: string
}

/** The part of a JSON schema that is read here. */
const node: z.ZodType<Node> = z.lazy(() =>
  z.looseObject({
    type: z.string().optional(),
    form: z.string().optional(),
    description: z.string().optional(),
    default: z.unknown().optional(),
    const: z.unknown().optional(),
    enum: z.array(z.unknown()).optional(),
    items: node.optional(),
    properties: z.record(z.string(), node).optional(),
    required: z.array(z.string()).optional(),
    propertyNames: node.optional(),
    oneOf: z.array(node).optional(),
    anyOf: z.array(node).optional(),
  }),
)
interface Node {
  readonly type?: string | undefined
  readonly form?: string | undefined
  readonly description?: string | undefined
  readonly default?: unknown
  readonly const?: unknown
  readonly enum?: unknown[] | undefined
  readonly items?: Node | undefined
  readonly properties?: Record<string, Node> | undefined
  readonly required?: string[] | undefined
  readonly propertyNames?: Node | undefined
  readonly oneOf?: Node[] | undefined
  readonly anyOf?: Node[] | undefined
}

function formOf(schema: Node): string {
  if (schema.form !== undefined) return schema.form
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum !== undefined) return schema.enum.map(String).join(', ')
  if (schema.propertyNames !== undefined) return `map of ${formOf(schema.propertyNames)}`
  const any = schema.anyOf ?? []
  if (any.length > 0) return any.map(formOf).join(' or ')
  if (schema.items !== undefined) {
    return schema.items.properties === undefined ? `list of ${formOf(schema.items)}` : 'list'
  }
  return schema.oneOf === undefined ? (schema.type ?? 'any') : 'one kind of those below'
}

const initiallyOf = (schema: Node, required: boolean) => {
  if (schema.default === undefined) return required ? 'must be given' : ''
  return JSON.stringify(schema.default)
}

function rowsOf(schema: Node, prefix: string): KeyRow[] {
  const { properties = {}, required = [] } = schema
  return Object.entries(properties).flatMap(([name, value]) => {
    const key = `${prefix}${name}`
    const row = {
      key,
      form: formOf(value),
      initially: initiallyOf(value, required.includes(name)),
      means: value.description ?? '',
    }
    const kinds = (value.oneOf ?? []).flatMap((kind) => {
      const which = JSON.stringify(kind.properties?.['kind']?.const ?? '').replaceAll('"', '')
      const { kind: _kind, ...options } = kind.properties ?? {}
      return rowsOf({ ...kind, properties: options }, `${key}(${which}).`)
    })
    const inner =
      value.items === undefined ? rowsOf(value, `${key}.`) : rowsOf(value.items, `${key}[].`)
    return [row, ...inner, ...kinds]
  })
}

/** Every key that a scenario file can have, in the order of the schema. */
export const scenarioKeys = (): KeyRow[] =>
  rowsOf(node.parse(z.toJSONSchema(scenarioSchema, { io: 'input', unrepresentable: 'any' })), '')

const cell = (text: string) => text.replaceAll('|', '\\|')
const code = (text: string) => (text === '' ? '' : `\`${text}\``)

/** The keys as a table in Markdown. */
export const keyTable = (rows: readonly KeyRow[]): string =>
  [
    '| Key | Form | Initially | Meaning |',
    '|---|---|---|---|',
    ...rows.map(
      ({ key, form, initially, means }) =>
        `| ${code(key)} | ${cell(form)} | ${initially === 'must be given' ? initially : code(initially)} | ${cell(means)} |`,
    ),
  ].join('\n')
