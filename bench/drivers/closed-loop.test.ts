import { mkdtemp, readFile, rm } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createAuthority, type Identity } from '../../harness/target/trust/pki.ts'
import { assembleClosedLoop } from '../measure/assemble-closed.ts'
import { type ClosedLoopOptions, runClosedLoop } from './closed-loop.ts'

const SERVERNAME = 'portal.writeback.test'

let folder = ''
let identity: Identity
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'closed-loop-'))
  identity = await (await createAuthority(folder)).issue('portal', SERVERNAME)
})
afterAll(() => rm(folder, { recursive: true }))

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

interface Ask {
  /** Method, who asks and the body's type. */
  readonly how: string
  readonly user: string
  readonly newPassword: string
  readonly answer: (status: number, code: string) => void
  readonly cut: () => void
}

const resetSchema = z.strictObject({ newPassword: z.string() })

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

async function portal(handle: (ask: Ask) => void) {
  const [key, cert] = await Promise.all([readFile(identity.keyFile), readFile(identity.certFile)])
  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    const { newPassword } = resetSchema.parse(JSON.parse(await bodyOf(request)))
    const { authorization, 'content-type': type } = request.headers
    handle({
      how: `${request.method} by ${authorization}, ${type}`,
      user: decodeURIComponent(request.url?.split('/')[2] ?? ''),
      newPassword,
      answer: (status, code) => response.writeHead(status).end(JSON.stringify({ code })),
      cut: () => request.socket.end(),
    })
  }
  const server = createServer({ key, cert, noDelay: true }, (request, response) => {
    void respond(request, response)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('not listening')
  return { host: '127.0.0.1', port: address.port, servername: SERVERNAME, caFile: identity.caFile }
}

const users = Array.from({ length: 12 }, (_, index) => `u${index}@corp.test`)

const run = (edge: ClosedLoopOptions['edge'], options: Partial<ClosedLoopOptions> = {}) =>
  runClosedLoop({
    edge,
    inFlight: 4,
    durationMs: 10_000,
    maxOperations: 400,
    timeoutMs: 2_000,
    users,
    passwordSecret: 'k',
    firstGeneration: 1,
    token: 't',
    ...options,
  })

const failing = (measured: Awaited<ReturnType<typeof run>>) =>
  assembleClosedLoop('test', measured)
    .validity.filter(({ ok }) => !ok)
    .map(({ name }) => name)

describe('the closed loop', () => {
  it('answers each request once, no account twice at a time, each with its own password', async () => {
    const busy = new Set<string>()
    const passwords = new Set<string>()
    const ways = new Set<string>()
    let clashes = 0
    const edge = await portal(({ how, user, newPassword, answer }) => {
      ways.add(how)
      if (busy.has(user)) clashes++
      busy.add(user)
      passwords.add(newPassword)
      setTimeout(() => {
        busy.delete(user)
        answer(200, 'changed')
      }, 5)
    })
    const measured = await run(edge)
    expect([measured.issued, measured.answered, passwords.size, clashes]).toEqual([
      400, 400, 400, 0,
    ])
    expect([...ways]).toEqual(['POST by Bearer t, application/json'])
    expect(failing(measured)).toEqual([])
    const load = assembleClosedLoop('test', measured)
    expect(load).toMatchObject({ loop: 'closed', ledger: { sent: 400, accepted: 400, lost: 0 } })
    const ceiling = load.histograms.find(
      ({ phase, outcome }) => phase === 'ceiling' && outcome === 'all',
    )
    // Four of the 400 were the first of their connection, and carry its handshakes.
    expect(ceiling?.count).toBe(396)
    expect(ceiling?.minUs).toBeGreaterThan(3_500)
    expect(load.ratePerSecond).toBeGreaterThan(50)
    expect(load.ratePerSecond).toBeLessThan(4 / 0.0045)
    expect([...measured.told.values()].flat()).toHaveLength(400)
    expect(load.validity.find(({ name }) => name === 'TLS')?.observed).toMatch(/^TLSv1.3: one/)
  })

  it('ends after its time, with every request answered', async () => {
    const edge = await portal(({ answer }) => {
      setTimeout(() => answer(200, 'changed'), 20)
    })
    const measured = await run(edge, { durationMs: 300, maxOperations: 100_000 })
    expect(measured.elapsedMs).toBeGreaterThan(280)
    expect(measured.elapsedMs).toBeLessThan(4_000)
    expect(measured.answered).toBe(measured.issued)
    expect(measured.answered).toBeGreaterThanOrEqual(4)
  })

  it('refuses its figures when the server cuts a connection off', async () => {
    let asked = 0
    const edge = await portal(({ answer, cut }) => {
      asked++
      if (asked === 20) cut()
      else answer(200, 'changed')
    })
    const measured = await run(edge)
    expect(measured.lostConnections).toBeGreaterThan(0)
    expect(failing(measured)).toContain('connections kept')
    expect(assembleClosedLoop('test', measured)).toMatchObject({
      ratePerSecond: 0,
      histograms: [],
    })
    expect(assembleClosedLoop('test', measured).ledger.lost).toBeGreaterThan(0)
  })

  it('does not take a refusal for a reset', async () => {
    let asked = 0
    const edge = await portal(({ answer }) => {
      asked++
      if (asked % 100 === 0) answer(422, 'policy')
      else if (asked % 100 === 50) answer(500, 'changed')
      else if (asked % 100 === 75) answer(200, 'perhaps')
      else answer(200, 'changed')
    })
    const measured = await run(edge)
    expect(measured.outcomes).toEqual({
      changed: 388,
      policy: 4,
      'answer-not-understood': 8,
    })
    expect(failing(measured)).toEqual(['replies verified'])
  })

  it('does not load a server whose certificate is for another name', async () => {
    const edge = await portal(({ answer }) => answer(200, 'changed'))
    await expect(run({ ...edge, servername: 'other.test' })).rejects.toThrow('TLS is not verified')
  })
})
