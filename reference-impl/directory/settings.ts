import { readFile } from 'node:fs/promises'
import type { z } from 'zod'
import {
  type DirectoryConfig,
  type DirectorySecrets,
  type DomainConfig,
  directoryConfigSchema,
  directorySecretsSchema,
} from '../../harness/contract/role-config.ts'
import { BadStart, type RoleContext } from '../role.ts'
import { controllerNames, shortName } from './entries/configuration-partition.ts'

/** What a start asks for, checked. */
export interface Settings {
  readonly config: DirectoryConfig
  /** Every domain: that of the first forest, then those of the others. */
  readonly domains: readonly DomainConfig[]
  readonly secrets: DirectorySecrets
}

function parse<T>(schema: z.ZodType<T>, input: unknown, what: string): T {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw new BadStart(`${what}: ${problems.join('; ')}`)
}

const readJson = async (file: string): Promise<unknown> => {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new BadStart(
      `secretsFile: cannot be read: ${error instanceof Error ? error.message : ''}`,
    )
  })
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own message would quote the file.
    throw new BadStart('secretsFile: is no JSON')
  }
}

const nameOf = (user: string) => user.split('@')[0]?.toLowerCase()

const repeated = (names: readonly string[]) => names.find((name, at) => names.indexOf(name) !== at)

function requireDistinct(domains: readonly DomainConfig[]): void {
  const domain = repeated(domains.map((config) => config.domain))
  if (domain !== undefined) {
    throw new BadStart(`config: forests: two are ${domain}; give each a domain of its own`)
  }
  const controller = repeated(domains.flatMap(controllerNames))
  if (controller !== undefined) {
    throw new BadStart(`config: controllers: two are ${controller}; give each a name of its own`)
  }
  for (const config of domains) {
    const short = repeated(controllerNames(config).map(shortName))
    if (short === undefined) continue
    throw new BadStart(
      `config: controllers: two of ${config.domain} are called ${short}; first labels of their names must differ`,
    )
  }
}

/** Checks what a start asks for. Throws BadStart for what cannot be served. */
export async function readSettings({ start }: Pick<RoleContext, 'start'>): Promise<Settings> {
  const config = parse(directoryConfigSchema, start.config, 'config')
  const { forests, ...first } = config
  const domains = [first, ...forests]
  requireDistinct(domains)
  const secrets = parse(directorySecretsSchema, await readJson(start.secretsFile), 'secretsFile')
  if (nameOf(secrets.administrator.user) === nameOf(secrets.service.user)) {
    throw new BadStart('secretsFile: administrator and service are one account; they must be two')
  }
  return { config, domains, secrets }
}

const atDomain = (user: string, domain: string) => `${user.split('@')[0] ?? user}@${domain}`

/** The accounts of a further forest: the names and passwords of the first one's, below its own domain. */
export const secretsBelow = (
  { administrator, service }: DirectorySecrets,
  domain: string,
): DirectorySecrets => ({
  administrator: { ...administrator, user: atDomain(administrator.user, domain) },
  service: { ...service, user: atDomain(service.user, domain) },
})
