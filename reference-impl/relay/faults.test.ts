import { afterEach, expect, it } from 'vitest'
import { createAuthority } from '../../harness/target/trust/pki.ts'
import type { FaultName } from '../faults.ts'
import {
  send,
  SERVERNAME,
  startTestRelay,
  type TestRelay,
  textOf,
  withFault,
} from './testing/test-relay.ts'

const issue = async (directory: string) =>
  (await createAuthority(directory)).issue('relay', SERVERNAME)

let relay: TestRelay
afterEach(() => relay.stop())

const TTL_MS = 180_000
const LARGE = { sizeBytes: 66_000, ttlMs: TTL_MS }

async function under(fault: FaultName) {
  relay = await startTestRelay(issue, { faults: withFault(fault) })
  const { portal, agent } = await relay.tenant('t')
  const requests = await relay.connect(portal).sender('t/requests')
  const received = () => relay.connect(agent).receiver('t/requests', 5)
  return { portal, agent, requests, received }
}

it('relay-accepts-oversize accepts and forgets', async () => {
  const { requests, received } = await under('relay-accepts-oversize')
  expect(await send(requests, 'large', LARGE)).toBe('accepted')
  expect(await (await received()).silent()).toBe(true)
})

it('relay-refuses-without-reason gives no condition', async () => {
  const { requests } = await under('relay-refuses-without-reason')
  expect(await send(requests, 'large', LARGE)).toBe('rejected undefined')
  expect(await send(requests, 'next', { ttlMs: TTL_MS })).toBe('accepted')
})

it('relay-stalls-after-oversize takes nothing more on that link', async () => {
  const { requests, received } = await under('relay-stalls-after-oversize')
  expect(await send(requests, 'before', { ttlMs: TTL_MS })).toBe('accepted')
  expect(await send(requests, 'large', LARGE)).toContain('message-size-exceeded')
  // Nothing answers it under the fault: what is judged is that it does not arrive.
  send(requests, 'next', { ttlMs: TTL_MS }).catch(() => undefined)
  const receiver = await received()
  expect(textOf(await receiver.next())).toBe('before')
  expect(await receiver.silent()).toBe(true)
})

it('relay-delivers-twice brings one copy after the accept', async () => {
  const { requests, received } = await under('relay-delivers-twice')
  const receiver = await received()
  await send(requests, 'one', { ttlMs: TTL_MS })
  for (let copies = 0; copies < 2; copies++) {
    const got = await receiver.next()
    expect(textOf(got)).toBe('one')
    got.delivery?.accept()
  }
  expect(await receiver.silent()).toBe(true)
})

it('relay-keeps-expired leaves a copy at the dead-letter address', async () => {
  const { agent, requests } = await under('relay-keeps-expired')
  const address = 't/requests/$DeadLetterQueue'
  await expect(relay.connect(agent).receiver(address)).rejects.toThrow('unauthorized')
  await send(requests, 'late', { ttlMs: TTL_MS })
  await relay.clock.stepTo(relay.clock.now() + TTL_MS + 10_000)
  expect(textOf(await (await relay.connect(agent).receiver(address, 1)).next())).toBe('late')
})

it('relay-takes-any-secret lets a known user in, and no other', async () => {
  const { agent } = await under('relay-takes-any-secret')
  await relay.connect({ ...agent, password: 'made up' }).receiver('t/requests')
  const stranger = relay.connect({ username: 'stranger', password: 'made up' })
  await expect(stranger.receiver('t/requests')).rejects.toThrow('Failed to authenticate')
})

it('relay-takes-foreign-secret takes another tenant’s secret, and no made-up one', async () => {
  const { agent } = await under('relay-takes-foreign-secret')
  const other = await relay.tenant('other')
  await relay.connect({ ...agent, password: other.agent.password }).receiver('t/requests')
  const liar = relay.connect({ ...agent, password: 'made up' })
  await expect(liar.receiver('t/requests')).rejects.toThrow('Failed to authenticate')
})

it('relay-grants-all lets each credential do everything in its tenant, and nothing in another', async () => {
  const { portal } = await under('relay-grants-all')
  await relay.tenant('other')
  const client = relay.connect(portal)
  await client.sender('t/results')
  await client.receiver('t/requests')
  await expect(client.receiver('other/requests')).rejects.toThrow('unauthorized')
})
