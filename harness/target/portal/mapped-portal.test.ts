import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BadInput, Unsupported } from '../errors.ts'
import { openFormPortal } from './form-portal-kit.ts'
import { createMappedPortal } from './mapped-portal.ts'
import { createAuthority } from '../trust/pki.ts'
import type { PortalClient } from './portal-client.ts'
import { parseMapping, type PortalMapping, readMapping } from './portal-mapping.ts'
import { packageRoot } from '../processes/role-process.ts'
import { newTotpSecret } from '../trust/secrets.ts'

const EXAMPLE = join(packageRoot, 'harness', 'target', 'examples', 'form-portal.yaml')
const NAME = 'passwords.example.test'

const ready: {
  portal?: PortalClient
  /** The same portal, driven by another mapping. */
  by?: (mapping: PortalMapping) => PortalClient
  passwords: Map<string, string>
  close: (() => unknown)[]
} = {
  passwords: new Map(),
  close: [],
}
const portal = () => ready.portal ?? expect.fail('no portal')
const secret = newTotpSecret()

beforeEach(async () => {
  ready.passwords = new Map([['ada@corp.test', 'before']])
  const folder = await mkdtemp(join(tmpdir(), 'wbt-'))
  const authority = await createAuthority(folder)
  const identity = await authority.issue('portal', NAME)
  const { passwords } = ready
  const server = await openFormPortal(identity, {
    async begin(user) {
      return passwords.has(user) ? 'known' : 'unknown'
    },
    pass: async (_user, code) => code === portal().totpCode(secret),
    async set(user, password) {
      if (password.length < 8) return 'policy'
      passwords.set(user, password)
      return 'changed'
    },
  })
  const { caFile } = authority
  const edge = { host: '127.0.0.1', port: server.port, servername: NAME, caFile }
  const by = (mapping: PortalMapping) =>
    createMappedPortal({ edge, mapping, secrets: {}, timeoutMs: 5_000 })
  const client = by(await readMapping(EXAMPLE))
  ready.by = by
  ready.portal = client
  ready.close = [
    () => client.close(),
    server.close,
    () => rm(folder, { recursive: true, force: true }),
  ]
})

afterEach(async () => {
  for (const close of ready.close) await close()
})

describe('a portal of HTML forms, by the example mapping', () => {
  it('resets a password, special characters and all', async () => {
    const newPassword = 'Zw%+&= é{user}ß"1'
    const person = { user: 'ada@corp.test', totpSecret: secret, newPassword }
    expect(await portal().selfServiceReset(person)).toMatchObject({
      code: 'changed',
      definite: true,
      message: 'Password help Your password has been changed.',
    })
    expect(ready.passwords.get('ada@corp.test')).toBe(newPassword)
  })

  it('tells its refusals apart', async () => {
    expect((await portal().startSession('nobody@corp.test')).code).toBe('user-unknown')
    const session = await portal().startSession('ada@corp.test')
    expect(session.body['gates']).toEqual(['totp'])
    const id = String(session.body['sessionId'])
    expect((await portal().setPassword(id, 'Long-enough-1')).code).toBe('gates-not-passed')
    expect((await portal().passGate(id, '000000')).code).toBe('gate-refused')
    expect((await portal().passGate(id, portal().totpCode(secret))).status).toBe(200)
    expect((await portal().setPassword(id, 'Long-enough-1', 'Other')).code).toBe(
      'confirmation-mismatch',
    )
    expect((await portal().setPassword(id, 'short')).code).toBe('policy')
    expect(ready.passwords.get('ada@corp.test')).toBe('before')
  })

  it('does not take a page that no matcher knows for a gate that was passed', async () => {
    const { operations, ...rest } = await readMapping(EXAMPLE)
    const gate = operations.gate?.map((step) => ({
      ...step,
      outcomes: step.outcomes.filter(({ outcome }) => outcome === 'gate-passed'),
    }))
    const client = ready.by?.({ ...rest, operations: { ...operations, gate } })
    const person = { user: 'ada@corp.test', newPassword: 'Long-enough-1' }
    const answer = await client?.selfServiceReset({ ...person, totpSecret: newTotpSecret() })
    await client?.close()
    expect(answer).toMatchObject({
      code: '',
      status: 200,
      message: expect.stringMatching(/Wrong code/),
    })
  })

  it('keeps two visits apart', async () => {
    const one = await portal().openSession('ada@corp.test', secret)
    const other = await portal().startSession('ada@corp.test')
    if (typeof one !== 'string') throw new Error('not let in')
    expect((await portal().setPassword(String(other.body['sessionId']), 'Other-one-1')).code).toBe(
      'gates-not-passed',
    )
    expect((await portal().setPassword(one, 'First-one-1')).code).toBe('changed')
  })

  it('says of what it has no requests for that it is not supported', async () => {
    const ask = { token: 'x', user: 'ada@corp.test', newPassword: 'Long-enough-1' }
    await expect(portal().administratorReset(ask)).rejects.toThrow(Unsupported)
    await expect(portal().operation('1')).rejects.toThrow(
      /mapping says nothing of GET \/operations/,
    )
  })
})

describe('a mapping', () => {
  it('is told with every problem at once', () => {
    const source = `version: 1
operations:
  begin:
    - { method: GET, path: reset }
  gate:
    - { method: POST, path: /code, form: { c: '{code}' }, outcomes: [{ when: {}, outcome: fine }] }
`
    const read = () => parseMapping(source, 'm.yaml')
    expect(read).toThrow(BadInput)
    expect(read).toThrow(
      /operations\.begin\.0\.path: [\s\S]*operations\.gate\.0\.outcomes\.0\.outcome/,
    )
  })

  it('that names a value which nothing fills is refused', () => {
    const source = `version: 1
operations: { begin: [{ method: GET, path: '/reset?who={name}' }] }
`
    expect(() => parseMapping(source, 'm.yaml')).toThrow(
      /operations\.begin: \{name\} is filled by nothing; there are user/,
    )
  })
})
