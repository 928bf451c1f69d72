import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAuthority } from '../../harness/target/trust/pki.ts'
import { verifierOf } from '../protocol/relay-management-forms.ts'
import {
  type Credential,
  send,
  startTestRelay,
  type TestRelay,
  textOf,
  SERVERNAME,
} from './testing/test-relay.ts'

const UNAUTHORIZED = 'amqp:unauthorized-access'

const issue = async (directory: string) =>
  (await createAuthority(directory)).issue('relay', SERVERNAME)

let relay: TestRelay
let portal: Credential
let agent: Credential

beforeEach(async () => {
  relay = await startTestRelay(issue)
  ;({ portal, agent } = await relay.tenant('t'))
})
afterEach(() => relay.stop())

const given = ({ username, password }: Credential) => ({
  username,
  verifier: verifierOf(password),
})

describe('credentials of several generations', () => {
  it('are all valid; messages and connections stay, and end with their credential', async () => {
    const first = { portal: given(portal), agent: given(agent) }
    const secrets = {
      portal: { username: 't-portal-2', password: 'second portal secret' },
      agent: { username: 't-agent-2', password: 'second agent secret' },
    }
    const second = { portal: given(secrets.portal), agent: given(secrets.agent) }
    const cloud = relay.connect(portal)
    const requests = await cloud.sender('t/requests')
    await send(requests, 'waits', { ttlMs: 60_000 })

    await relay.management.updateTenant('t', [first, second])
    const receiver = await relay.connect(secrets.agent).receiver('t/requests', 2)
    expect(textOf(await receiver.next())).toBe('waits')
    await send(requests, 'still here', { ttlMs: 60_000 })
    expect(textOf(await receiver.next())).toBe('still here')
    await expect(relay.connect(secrets.agent).sender('t/requests')).rejects.toThrow(UNAUTHORIZED)

    const closed = once(cloud.connection, 'connection_error')
    await relay.management.updateTenant('t', [second])
    expect((await closed)[0]).toMatchObject({ error: { condition: UNAUTHORIZED } })
    await expect(relay.connect(portal).sender('t/requests')).rejects.toThrow('authenticate')
    const again = await relay.connect(secrets.portal).sender('t/requests')
    await send(again, 'goes on', { ttlMs: 60_000 })
    await expect(relay.management.updateTenant('none', [second])).rejects.toMatchObject({
      statusCode: 404,
    })
  })
})
