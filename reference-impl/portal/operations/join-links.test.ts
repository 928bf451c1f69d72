import { describe, expect, it } from 'vitest'
import { NO_FAULTS } from '../../faults.ts'
import { joinLinks, type TenantLink } from './join-links.ts'
import type { RelayLink } from './relay-link.ts'

/** A link that can be told to be down or detached, and writes down what it is asked to do. */
function fakeLink(name: string, log: string[]) {
  const state = { up: true, attached: true, disturbances: 0 }
  const link: RelayLink = {
    isUp: () => Promise.resolve(state.up),
    send(bytes) {
      log.push(`${name} sends ${String(bytes)}`)
      return Promise.resolve('accepted')
    },
    attached: () => state.attached,
    disturbances: () => state.disturbances,
    retire: () => void log.push(`${name} retires`),
    reinstate: () => void log.push(`${name} is reinstated`),
    ready: () => (state.up ? Promise.resolve() : Promise.reject(new Error(`${name} is away`))),
    async close() {
      log.push(`${name} closes`)
    },
  }
  return { state, link }
}

function join(fault?: string) {
  const log: string[] = []
  const first = fakeLink('first', log)
  const second = fakeLink('second', log)
  const faults = fault === undefined ? NO_FAULTS : { fires: (name: string) => name === fault }
  return { log, first, second, joined: joinLinks([first.link, second.link], faults) }
}

const send = (link: TenantLink) => link.way().send(Buffer.from('x'), { ttlMs: 1 })

describe('the links to two relays', () => {
  it('are up when both are', async () => {
    const { first, second, joined } = join()
    expect(await joined.isUp()).toBe(true)
    second.state.up = false
    expect(await joined.isUp()).toBe(false)
    Object.assign(second.state, { up: true })
    first.state.up = false
    expect(await joined.isUp()).toBe(false)
  })

  it('carry a request once, over the first that lets us send', async () => {
    const { log, first, second, joined } = join()
    await send(joined)
    first.state.attached = false
    await send(joined)
    second.state.attached = false
    expect(joined.way().attached()).toBe(false)
    await send(joined)
    expect(log).toEqual(['first sends x', 'second sends x', 'first sends x'])
  })

  it('have lost a result when its own way was disturbed only', () => {
    const { first, second, joined } = join()
    const way = joined.way()
    second.state.disturbances = 2
    expect(way.disturbances()).toBe(0)
    first.state.disturbances = 1
    expect(way.disturbances()).toBe(1)
  })

  it('come and go together', async () => {
    const { log, second, joined } = join()
    await joined.ready()
    joined.retire()
    joined.reinstate()
    await joined.close()
    expect(log.toSorted()).toEqual(
      ['first', 'second'].flatMap((name) =>
        ['closes', 'is reinstated', 'retires'].map((done) => `${name} ${done}`),
      ),
    )
    second.state.up = false
    await expect(joined.ready()).rejects.toThrow('second is away')
  })

  it('with portal-ignores-second-relay are up when the first is', async () => {
    const { second, joined } = join('portal-ignores-second-relay')
    second.state.up = false
    expect(await joined.isUp()).toBe(true)
  })
})
