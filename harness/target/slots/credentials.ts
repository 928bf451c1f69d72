import { readFile, stat } from 'node:fs/promises'
import { z } from 'zod'
import { BadInput } from '../errors.ts'
import type { CredentialSource } from './slots.ts'

const OTHERS = 0o077

async function textOf(source: CredentialSource, env: Readonly<NodeJS.ProcessEnv>) {
  if ('variable' in source) {
    const value = env[source.variable]
    if (value !== undefined) return { text: value, where: `the variable ${source.variable}` }
    throw new BadInput([
      `credentials: the variable ${source.variable} is not set; set it to the JSON of the credentials`,
    ])
  }
  const { file } = source
  const found = await stat(file).catch(() => undefined)
  if (found === undefined) throw new BadInput([`credentials: ${file} is not there; make it`])
  if ((found.mode & OTHERS) !== 0) {
    const mode = (found.mode & 0o777).toString(8)
    throw new BadInput([
      `credentials: ${file} has mode ${mode}; others may not read it: chmod 600 ${file}`,
    ])
  }
  return { text: await readFile(file, 'utf8'), where: file }
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Reads credentials, JSON of this form. Throws BadInput that says what is missing, never what is there. */
export async function readCredentials<T>(
  source: CredentialSource,
  form: z.ZodType<T>,
  env: Readonly<NodeJS.ProcessEnv> = process.env,
): Promise<T> {
  const { text, where } = await textOf(source, env)
  const parsed = form.safeParse(parse(text))
  if (parsed.success) return parsed.data
  throw new BadInput(
    parsed.error.issues.map(
      ({ path, code }) =>
        `credentials: ${where}: ${path.map(String).join('.') || 'the JSON object'} is ${code === 'invalid_type' ? 'missing or of another type' : 'not allowed'}`,
    ),
  )
}

const login = z.object({ user: z.string(), password: z.string() })

/** Who makes and reads accounts, and whom the agent works as. */
export const directoryCredentials = z.object({ administrator: login, service: login })
export type DirectoryCredentials = z.infer<typeof directoryCredentials>

const relayLogin = z.object({ username: z.string(), password: z.string() })

/** Whom tenants are made at the relay by, or what the tenants that its administrator made log in by. */
export const relayCredentials = z.union([
  z.object({ management: relayLogin }),
  z.object({ tenants: z.record(z.string(), z.object({ portal: relayLogin, agent: relayLogin })) }),
])
export type RelayCredentials = z.infer<typeof relayCredentials>
