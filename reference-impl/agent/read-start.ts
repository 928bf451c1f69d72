import { readFile } from 'node:fs/promises'
import type { z } from 'zod'
import type { Edge } from '../../harness/contract/edge.ts'
import { agentConfigSchema, agentSecretsSchema } from '../../harness/contract/role-config.ts'
import { BadStart, type RoleContext } from '../role.ts'
import { controllerEdgeNames } from './forests.ts'

function check<T>(what: string, schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw new BadStart(`agent, ${what}: ${problems.join('; ')}`)
}

async function readSecrets(path: string) {
  let content: unknown
  try {
    content = JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    // A parser's message may quote what it read.
    const why = error instanceof SyntaxError ? 'is not JSON' : 'cannot be read'
    throw new BadStart(`agent: the secrets file ${path} ${why}`)
  }
  return check('secrets file', agentSecretsSchema, content)
}

/** An edge with its trust file read. */
async function edgeIn(edges: Record<string, Edge>, name: string) {
  const edge = edges[name]
  if (edge === undefined) {
    throw new BadStart(`agent: edges.${name} is missing; an agent needs portal and its controllers`)
  }
  const { host, port, servername, caFile } = edge
  try {
    return { host, port, servername, ca: await readFile(caFile, 'utf8') }
  } catch {
    throw new BadStart(`agent: edges.${name}.caFile ${caFile} cannot be read; it is a PEM file`)
  }
}

/** What `start` gave an agent, checked; throws BadStart, which names every problem of a part. */
export async function readStart({ start }: RoleContext) {
  const config = check('config', agentConfigSchema, start.config)
  const names = controllerEdgeNames(config)
  const [secrets, portal, ...controllers] = await Promise.all([
    readSecrets(start.secretsFile),
    edgeIn(start.edges, 'portal'),
    ...names.map((name) => edgeIn(start.edges, name)),
  ])
  const named = controllers.map((edge, index) => [names[index] ?? '', edge] as const)
  return { config, secrets, portal, controllers: new Map(named) }
}
