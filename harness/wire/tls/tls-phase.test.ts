import { describe, expect, it } from 'vitest'
import { createTlsPhase } from './tls-phase.ts'

const AES_128 = 0x1301
const FINISHED = 4 + 32 + 17
const TICKET = 250
const full = { tls13: true, cipherSuite: AES_128, resumed: false, retry: false }

/** `> n` is a record from the client, `< n` one from the server; answers those that carry application data. */
function application(hello: typeof full, records: string) {
  const phase = createTlsPhase(hello)
  return records
    .split(', ')
    .filter((item) => {
      const bytes = Number(item.slice(2))
      return !phase.isSetUp(item.startsWith('>') ? 'outbound' : 'inbound', bytes)
    })
    .join(', ')
}

describe('set-up records of TLS 1.3', () => {
  it.each([
    [
      'tickets before the client speaks',
      `< 900, > ${FINISHED}, < ${TICKET}, < ${TICKET}, > 30, < 30`,
    ],
    ['more tickets, of any size, before it', `> ${FINISHED}, < 70, < 90, < 80, > 30, < 30`],
    [
      'tickets after its first record',
      `< 900, > ${FINISHED}, > 30, < ${TICKET}, < ${TICKET}, < 30`,
    ],
    ['a server that gives no tickets', `< 900, > ${FINISHED}, > 30, < 30`],
    ['a client with a certificate', `< 900, > 800, > 120, > ${FINISHED}, > 30, < 30`],
  ])('are told from data: %s', (_, records) => {
    expect(application(full, records)).toBe('> 30, < 30')
  })

  it('a full handshake has at most two tickets, a resumed one has one', () => {
    const records = `> ${FINISHED}, > 30, < ${TICKET}, < ${TICKET}, < ${TICKET}`
    expect(application(full, records)).toBe(`> 30, < ${TICKET}`)
    expect(application({ ...full, resumed: true }, records)).toBe(`> 30, < ${TICKET}, < ${TICKET}`)
  })
})
