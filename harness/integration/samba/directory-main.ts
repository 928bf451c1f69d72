import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import {
  type AnyReply,
  type ControlRequest,
  requestSchema,
  type StartRequest,
} from '../../contract/control.ts'
import {
  type DirectorySecrets,
  directoryConfigSchema,
  directorySecretsSchema,
  type DomainConfig,
} from '../../contract/role-config.ts'
import { madeDomain, madeDomainsSchema } from './made-domains.ts'
import { type Served, serveDomain } from './serve-domain.ts'

/*
 * The directory's role by Samba: a controller for each forest that `start` asks for, of domains that were
 * provisioned before. All of its forests' controllers are one server each, whatever they are called.
 *   directory-main DOMAINS_FILE
 */
const VERBS = ['hello', 'start', 'stop'] as const
const [file = ''] = process.argv.slice(2)
const made = madeDomainsSchema.parse(JSON.parse(await readFile(file, 'utf8')))
const served: Served[] = []

/** What these controllers are not made for; a role that starts all the same would be judged for it. */
function requirePlain({ domain, bannedWords, undelegated, ldif }: DomainConfig) {
  if (bannedWords.length + undelegated.length > 0 || ldif !== undefined) {
    throw new Error(
      `${domain}: bannedWords, undelegated and ldif are not for Samba; judge what needs none of them`,
    )
  }
}

async function serve(config: DomainConfig, { tls }: StartRequest, secrets: DirectorySecrets) {
  const { domain } = config
  requirePlain(config)
  const found = made.find((each) => each.domain === domain)
  if (found === undefined) {
    throw new Error(
      `no domain ${domain} was made; made are ${made.map((each) => each.domain).join(', ')}`,
    )
  }
  const controller = await serveDomain(madeDomain(found), {
    identity: tls,
    passwords: {
      Administrator: secrets.administrator.password,
      'svc-writeback': secrets.service.password,
    },
  })
  served.push(controller)
  const { host, port } = controller.edge
  const names = config.controllers.map(({ name }) => name)
  const listeners = names.length === 0 ? [`dc1.${domain}`] : names
  return listeners.map((name) => [`ldaps:${name}`, { host, port }] as const)
}

async function start(request: StartRequest): Promise<AnyReply> {
  const { forests, ...first } = directoryConfigSchema.parse(request.config)
  const secrets = directorySecretsSchema.parse(
    JSON.parse(await readFile(request.secretsFile, 'utf8')),
  )
  const named = await Promise.all(
    [first, ...forests].map((config) => serve(config, request, secrets)),
  )
  const listeners = named.flat()
  const [[, ldaps] = ['', { host: '', port: 0 }]] = listeners
  return {
    id: request.id,
    ok: true,
    pids: [process.pid, ...served.map(({ pid }) => pid)],
    listening: { ldaps, ...Object.fromEntries(listeners) },
    logs: {},
  }
}

const stop = () => Promise.all(served.splice(0).map((controller) => controller.stop()))

async function answer(request: ControlRequest): Promise<AnyReply> {
  const { id, verb } = request
  if (verb === 'hello') {
    return {
      id,
      ok: true,
      name: 'Samba',
      version: '1',
      roles: ['directory'],
      verbs: [...VERBS],
      capabilities: ['pids'],
    }
  }
  if (request.verb === 'start') return start(request)
  if (verb !== 'stop') return { id, ok: false, why: 'unsupported', text: `Samba has no ${verb}` }
  await stop()
  return { id, ok: true }
}

const messageOf = (error: unknown) =>
  error instanceof z.ZodError ? z.prettifyError(error) : String(error)

// The harness decides, by `stop` or by closing the input; Ctrl-C reaches the whole group.
process.on('SIGINT', () => undefined)
for await (const line of createInterface({ input: process.stdin })) {
  const request = requestSchema.parse(JSON.parse(line))
  const reply = await answer(request).catch((error: unknown): AnyReply => {
    return { id: request.id, ok: false, why: 'error', text: messageOf(error) }
  })
  process.stdout.write(`${JSON.stringify(reply)}\n`)
  if (request.verb === 'stop') break
}
await stop()
process.exit(0)
