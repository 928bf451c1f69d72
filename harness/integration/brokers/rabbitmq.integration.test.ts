import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRelayAttempts } from '../../target/relay/relay-attempts.ts'
import { BROKERS } from './installed.ts'
import { ADDRESSES, type Broker, startRabbitmq } from './rabbitmq.ts'

const TIMEOUT_MS = 10_000
const at = (template: string, tenant = 'a') => template.replaceAll('{tenant}', tenant)

describe.each(BROKERS)('$name', ({ name, install, lacking }) => {
  let broker: Broker
  const attempts = () => createRelayAttempts(broker.edge, TIMEOUT_MS)
  const loginOf = (role: 'portal' | 'agent') => {
    const login = broker.tenants['a']?.[role]
    if (login === undefined) throw new Error('tenant a was not made')
    return login
  }

  beforeAll(async () => {
    if (!lacking) broker = await startRabbitmq(install(), { tenants: ['a', 'b'] })
  }, 300_000)

  afterAll(() => (lacking ? undefined : broker.close()))

  it.skipIf(lacking)('lets a tenant’s own users in, and nobody with another password', async () => {
    const login = loginOf('agent')
    expect(await attempts().connects(login)).toEqual({ taken: true })
    expect((await attempts().connects({ ...login, password: 'another' })).taken).toBe(false)
  })

  it.skipIf(lacking)('carries a request from the portal’s user to the agent’s', async () => {
    const sent = await attempts().sends(loginOf('portal'), at(ADDRESSES.sendRequests), [64])
    expect(sent).toEqual([{ taken: true }])
    expect(await attempts().holds(loginOf('agent'), at(ADDRESSES.receiveRequests))).toBe('message')
  })

  it.skipIf(lacking)('gives nobody another tenant’s queue', async () => {
    const link = { as: 'receiver', address: at(ADDRESSES.receiveRequests, 'b') } as const
    const answer = await attempts().attaches(loginOf('agent'), link)
    expect(answer).toEqual({ taken: false, reason: expect.stringContaining('refused for user') })
  })

  it.runIf(!lacking && process.getuid?.() === 0)(
    'runs as a user of its own where root starts it',
    () => {
      const user = execFileSync('ps', ['-o', 'euser=', '-p', `${broker.pid}`], { encoding: 'utf8' })
      expect(user.trim()).toBe(name.includes('chroot') ? 'nobody' : 'rabbitmq')
    },
  )

  it.skipIf(lacking)('leaves neither process nor file', async () => {
    await broker.close()
    expect(existsSync(`/proc/${broker.pid}`)).toBe(false)
    expect(existsSync(broker.credentialsFile)).toBe(false)
  })
})
