import { expect, it } from 'vitest'
import type { Generation } from '../../harness/contract/generations.ts'
import { type Faults, NO_FAULTS } from '../faults.ts'
import { createLinkEvents } from './link-events.ts'

/** What a link tells whose relay goes, stays away, comes back, and takes a heartbeat. */
function toldBy(generation: Generation, faults: Faults = NO_FAULTS) {
  const told: string[] = []
  const events = {
    write: (name: string, { reason = '' } = {}) => void told.push(`${name} ${reason}`),
    flush: () => Promise.resolve(),
    close: () => Promise.resolve(),
  }
  const where = 'relay r.test:5671'
  const link = createLinkEvents({ tenant: 'north', config: { generation }, events, faults, where })
  link.connection(true)
  for (let times = 0; times < 3; times++) link.connection(false, 'refused')
  link.connection(true)
  link.beat()
  return told
}

it('a lost link is a warning and one that cannot be made an error, each told once with the relay’s name', () => {
  expect(toldBy('aad-connect-2017')).toEqual([
    'ServiceBusWarning relay r.test:5671: refused',
    'ServiceBusError relay r.test:5671: refused',
  ])
})

it('the newer generation also tells that writeback does not work, of its listener, and of heartbeats', () => {
  expect(toldBy('entra-2025')).toEqual([
    'ServiceBusWarning relay r.test:5671: refused',
    'PasswordResetService relay r.test:5671: refused',
    'ServiceBusError relay r.test:5671: refused',
    'ServiceBusListenerError relay r.test:5671: refused',
    'ServiceBusHeartBeat relay r.test:5671',
  ])
})

it('agent-omits-newer-events tells what the older one does', () => {
  const faults = { fires: (name: string) => name === 'agent-omits-newer-events' }
  expect(toldBy('entra-2025', faults)).toEqual(toldBy('aad-connect-2017'))
})

it('a link that the relay does not let in is told with its address and the AMQP condition, each change once in a row', () => {
  const told: string[] = []
  const events = {
    write: (name: string, { reason = '' } = {}) => void told.push(`${name} ${reason}`),
    flush: () => Promise.resolve(),
    close: () => Promise.resolve(),
  }
  const link = createLinkEvents({
    tenant: 'north',
    config: { generation: 'aad-connect-2017' },
    events,
    faults: NO_FAULTS,
    where: 'relay r.test:5671',
  })
  link.connection(true)
  for (let times = 0; times < 3; times++) link.link('requests', false, 'amqp:not-found')
  link.link('results', true)
  link.link('requests', true)
  link.link('requests', false, 'amqp:link:detached')
  expect(told).toEqual([
    'ServiceBusWarning relay r.test:5671, requests: amqp:not-found',
    'ServiceBusError relay r.test:5671, requests: amqp:not-found',
    'ServiceBusWarning relay r.test:5671, requests: amqp:link:detached',
  ])
})
