import { readFileSync } from 'node:fs'
import type { z } from 'zod'
import type { StartRequest } from '../../harness/contract/control.ts'
import {
  type RelayConfig,
  type RelaySecrets,
  relayConfigSchema,
  relaySecretsSchema,
} from '../../harness/contract/role-config.ts'
import { BadStart } from '../role.ts'

/** What the relay was given, checked. */
export interface RelaySettings {
  readonly config: RelayConfig
  readonly secrets: RelaySecrets
  readonly cert: Buffer
  readonly key: Buffer
}

type Problems = string[]

function check<T>(what: string, schema: z.ZodType<T>, given: unknown, problems: Problems) {
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  for (const { path, message } of parsed.error.issues) {
    problems.push(`${what}: ${path.join('.')}: ${message}`)
  }
  return undefined
}

function read(what: string, file: string, problems: Problems): Buffer | undefined {
  try {
    return readFileSync(file)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
    problems.push(`${what}: ${file}: ${code}`)
    return undefined
  }
}

function readJson(what: string, file: string, problems: Problems): unknown {
  const bytes = read(what, file, problems)
  if (bytes === undefined) return undefined
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    // The parser's own text quotes the file, and this one holds secrets.
    problems.push(`${what}: ${file}: not JSON`)
    return undefined
  }
}

/** Throws BadStart that names every problem; never quotes a secret. */
export function readSettings(start: StartRequest): RelaySettings {
  const problems: Problems = []
  const config = check('config', relayConfigSchema, start.config, problems)
  const given = readJson('secretsFile', start.secretsFile, problems)
  const secrets =
    given === undefined ? undefined : check('secretsFile', relaySecretsSchema, given, problems)
  const cert = read('tls.certFile', start.tls.certFile, problems)
  const key = read('tls.keyFile', start.tls.keyFile, problems)
  if (!config || !secrets || !cert || !key) {
    throw new BadStart(`the relay cannot start: ${problems.join('; ')}`)
  }
  return { config, secrets, cert, key }
}
