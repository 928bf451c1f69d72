import { readFile } from 'node:fs/promises'
import type { AddressInfo, Socket } from 'node:net'
import { createServer, type Server } from 'node:tls'
import type { z } from 'zod'
import {
  directoryConfigSchema,
  directorySecretsSchema,
} from '../../harness/contract/role-config.ts'
import type { Clock, Timer } from '../clock.ts'
import { BadStart, type RoleContext, type RunningRole, type StartRole } from '../role.ts'
import { serveConnection } from './connection.ts'
import { createDomain } from './create-domain.ts'
import type { Domain } from './domain.ts'
import { PROTECTION_PERIOD_MS, protectAll } from './entries/protection.ts'
import { createService, type Service } from './service.ts'

const HANDSHAKE_TIMEOUT_MS = 10_000
/** How long a connection may take to hear the last answer when the directory stops. */
const GOODBYE_MS = 2_000

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

async function prepare({ start, clock, faults }: RoleContext): Promise<Domain> {
  const config = parse(directoryConfigSchema, start.config, 'config')
  const secrets = parse(directorySecretsSchema, await readJson(start.secretsFile), 'secretsFile')
  if (nameOf(secrets.administrator.user) === nameOf(secrets.service.user)) {
    throw new BadStart('secretsFile: administrator and service are one account; they must be two')
  }
  return createDomain({ config, secrets, clock, faults })
}

const listen = (server: Server, { host, port = 0 }: RoleContext['start']['listen']) =>
  new Promise<{ host: string; port: number }>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.off('error', reject)
      const address: AddressInfo | string | null = server.address()
      if (address === null || typeof address === 'string') reject(new Error('no TCP address'))
      else resolve({ host: address.address, port: address.port })
    })
  })

/** Looks at the protected groups every hour of the directory's clock. */
function protectHourly(domain: Domain, clock: Clock): { cancel(): void } {
  let timer: Timer
  const arm = () => {
    timer = clock.setTimeout(() => {
      protectAll(domain)
      arm()
    }, PROTECTION_PERIOD_MS)
  }
  arm()
  return { cancel: () => timer.cancel() }
}

async function close(server: Server, sockets: ReadonlySet<Socket>, service: Service) {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve())
  })
  await service.idle()
  for (const socket of sockets) socket.end()
  const impatience = setTimeout(() => {
    for (const socket of sockets) socket.destroy()
  }, GOODBYE_MS)
  await closed
  clearTimeout(impatience)
}

/** An Active-Directory-like directory over LDAPS, in memory. */
export const startDirectory: StartRole = async (context): Promise<RunningRole> => {
  const { start, clock } = context
  const domain = await prepare(context)
  const service = createService(domain)
  const [cert, key] = await Promise.all([readFile(start.tls.certFile), readFile(start.tls.keyFile)])
  const server = createServer({
    cert,
    key,
    minVersion: 'TLSv1.2',
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
  })
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    socket.setNoDelay(true)
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
  })
  server.on('secureConnection', (socket) => serveConnection(socket, service))
  // A failed handshake ends its own connection.
  server.on('tlsClientError', (_error, socket) => socket.destroy())
  const ldaps = await listen(server, start.listen)
  server.on('error', (error) => process.stderr.write(`directory: ${error.message}\n`))
  const protection = protectHourly(domain, clock)

  return {
    listening: { ldaps },
    logs: {},
    reset: () => Promise.resolve(),
    async drain() {
      await service.idle()
      return service.counters()
    },
    async stop() {
      protection.cancel()
      await close(server, sockets, service)
    },
  }
}
