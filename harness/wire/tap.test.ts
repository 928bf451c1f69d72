import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countedBetween } from './counting/counters.ts'
import { ladderBetween, reconcile, setUpBetween } from './counting/ladder.ts'
import { openTap } from './tap.ts'
import { createTestKit, dial, readBytes, type TestKit, until } from './test-kit.ts'

let kit: TestKit
beforeAll(async () => {
  kit = await createTestKit()
})
afterAll(() => kit.close())

/** Answers each request of 100 bytes with 60. */
const answer = (socket: TLSSocket) => {
  let unanswered = 0
  socket.on('data', (chunk: Buffer) => {
    unanswered += chunk.length
    for (; unanswered >= 100; unanswered -= 100) socket.write(Buffer.alloc(60, 'r'))
  })
}
const request = Buffer.alloc(100, 'q')

async function roundTrips(socket: TLSSocket, count: number) {
  for (let index = 0; index < count; index++) {
    socket.write(request)
    await readBytes(socket, 60)
  }
}

const failed = (checks: ReturnType<typeof reconcile>) => checks.filter(({ ok }) => !ok)

describe.each(['opaque', 'inspecting'] as const)('a tap in mode %s', (mode) => {
  const versions = ['TLSv1.3', 'TLSv1.2'] as const

  it.each(versions)('counts bytes and plaintext of %s exactly', async (version) => {
    const upstream = await kit.tlsServer({ maxVersion: version }, answer)
    const tap = await kit.tap({ mode, protocol: 'raw', upstream })
    const { raw, tls } = await dial(tap, kit.caFile, { maxVersion: version })
    await roundTrips(tls, 20)
    // A write of more than one record.
    tls.write(Buffer.alloc(40_000, 'q'))
    await readBytes(tls, 400 * 60)
    tls.end()
    await once(raw, 'close')
    await until(() => tap.snapshot().open === 0)

    const { connections, open, outbound, inbound } = tap.snapshot()
    expect({ connections, open }).toEqual({ connections: 1, open: 0 })
    expect(outbound.tcpPayloadBytes).toBe(raw.bytesWritten)
    expect(inbound.tcpPayloadBytes).toBe(raw.bytesRead)
    expect(outbound.plaintextBytes).toBe(20 * 100 + 40_000)
    expect(inbound.plaintextBytes).toBe(420 * 60)
    expect(outbound.applicationRecords).toBe(20 + 3)
    for (const counter of [outbound, inbound]) {
      expect(counter.tlsRecordBytes).toBe(counter.tcpPayloadBytes)
      expect(counter.handshakeBytes).toBeGreaterThan(0)
      expect(counter.partialRecordBytes).toBe(0)
    }
  })

  it('makes a ladder that reconciles, and counts segments by the kernel', async () => {
    const upstream = await kit.tlsServer({}, answer)
    const tap = await kit.tap({ mode, protocol: 'raw', upstream })
    const { tls } = await dial(tap, kit.caFile)
    await roundTrips(tls, 1)
    await sleep(60)
    const before = await tap.measure()
    await sleep(60)
    const idle = await tap.measure()
    await roundTrips(tls, 50)
    await sleep(60)
    const after = await tap.measure()

    expect(ladderBetween(before, idle)).toMatchObject({ ipBytes: 0, segments: 0 })
    const ladder = ladderBetween(idle, after)
    expect(ladder).toMatchObject({
      plaintextBytes: 50 * 160,
      tlsRecords: 100,
      tcpPayloadBytes: 50 * (160 + 2 * 22),
      segmentsFrom: 'tcp-info',
    })
    // At least the data, at most an acknowledgement for each.
    expect(ladder.segments).toBeGreaterThanOrEqual(100)
    expect(ladder.segments).toBeLessThanOrEqual(200)
    expect(ladder.ipBytes).toBe(ladder.tcpPayloadBytes + 52 * ladder.segments)
    expect(failed(reconcile(idle, after))).toEqual([])
    tls.destroy()
  })

  it('delays and holds bytes, then lets them through in order', async () => {
    const upstream = await kit.tlsServer({}, (socket) => socket.pipe(socket))
    const tap = await kit.tap({ mode, protocol: 'raw', upstream })
    const { tls } = await dial(tap, kit.caFile)
    const undo = tap.delayBytes('both', 40)
    const startedAt = performance.now()
    tls.write('ab')
    expect((await readBytes(tls, 2)).toString()).toBe('ab')
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(80)
    undo()

    const held = tap.hold('inbound')
    tls.write('cd')
    tls.write('ef')
    await sleep(30)
    expect(tls.read()).toBeNull()
    held.release()
    expect((await readBytes(tls, 4)).toString()).toBe('cdef')
    tls.destroy()
  })

  it('cuts connections and takes new ones, unless it refuses', async () => {
    const upstream = await kit.tlsServer({}, answer)
    const tap = await kit.tap({ mode, protocol: 'raw', upstream })
    const first = await dial(tap, kit.caFile)
    const gone = once(first.raw, 'close')
    tap.cut()
    await gone
    await until(() => tap.snapshot().open === 0)
    expect(tap.snapshot().open).toBe(0)
    const undo = tap.refuse()
    await expect(dial(tap, kit.caFile)).rejects.toThrow('ECONNRESET')
    undo()
    const second = await dial(tap, kit.caFile)
    await roundTrips(second.tls, 1)
    second.tls.destroy()
  })

  it('slows a sender down when nobody reads, and loses nothing', async () => {
    let reader: TLSSocket | undefined
    const upstream = await kit.tlsServer({}, (socket) => {
      reader = socket
    })
    const tap = await kit.tap({ mode, protocol: 'raw', upstream })
    const { tls } = await dial(tap, kit.caFile)
    await until(() => reader !== undefined)
    const size = 32 * 1024 * 1024
    let accepted = 0
    const block = Buffer.alloc(64 * 1024)
    while (accepted < size && tls.write(block)) accepted += block.length
    for (; accepted < size; accepted += block.length) tls.write(block)
    await sleep(500)
    expect(tap.snapshot().outbound.tcpPayloadBytes).toBeLessThan(size)
    let received = 0
    reader?.on('data', (chunk: Buffer) => {
      received += chunk.length
    })
    tls.end()
    await once(tls, 'close')
    expect(received).toBeGreaterThanOrEqual(size)
    expect(tap.snapshot().outbound.plaintextBytes).toBe(received)
  })

  it('outlives peers that die, and tells the other side', async () => {
    const upstream = await kit.tlsServer({}, (socket) => {
      socket.once('data', () => socket.destroy())
    })
    const tap = await kit.tap({ mode, protocol: 'raw', upstream })
    const killed = await dial(tap, kit.caFile)
    killed.tls.write('x')
    await once(killed.raw, 'close')
    const killer = await dial(tap, kit.caFile)
    killer.raw.resetAndDestroy()
    await until(() => tap.snapshot().open === 0)
    expect(tap.snapshot()).toMatchObject({ connections: 2, open: 0 })
  })
})

describe('an inspecting tap', () => {
  it('offers the client the application protocol that the server chose', async () => {
    const upstream = await kit.tlsServer({ ALPNProtocols: ['b', 'c'] }, answer)
    const tap = await kit.tap({ mode: 'inspecting', protocol: 'raw', upstream })
    const { tls } = await dial(tap, kit.caFile, { ALPNProtocols: ['a', 'c'] })
    expect(tls.alpnProtocol).toBe('c')
    tls.destroy()
  })

  it('ends the connection when the server’s certificate is for another name', async () => {
    const edge = await kit.tlsServer({}, answer)
    const upstream = { ...edge, servername: 'other.test' }
    const tap = await kit.tap({ mode: 'inspecting', protocol: 'raw', upstream })
    await expect(dial(tap, kit.caFile)).rejects.toThrow('ECONNRESET')
    await until(() => tap.snapshot().open === 0)
    expect(tap.snapshot().open).toBe(0)
  })

  it('ends a connection that does not begin with TLS', async () => {
    const upstream = await kit.tlsServer({}, answer)
    const tap = await kit.tap({ mode: 'inspecting', protocol: 'raw', upstream })
    const socket = connect(tap.port, tap.host, () => socket.write('GET / HTTP/1.1\r\n\r\n'))
    await once(socket, 'error')
    connect(tap.port, tap.host)
      .on('error', () => undefined)
      .end()
    await until(() => tap.snapshot().connections === 2)
    await until(() => tap.snapshot().open === 0)
    expect(tap.snapshot()).toMatchObject({ connections: 2, open: 0, outbound: { nonTlsBytes: 18 } })
  })

  it('says what is missing when it has no identity', async () => {
    const upstream = await kit.tlsServer({}, answer)
    await expect(openTap({ mode: 'inspecting', protocol: 'raw', upstream })).rejects.toThrow(
      'give certFile and keyFile',
    )
  })
})

it('an opaque tap that closed before the kernel was asked says that segments are modelled', async () => {
  const upstream = await kit.tlsServer({}, answer)
  const tap = await kit.tap({ mode: 'opaque', protocol: 'raw', upstream })
  const before = await tap.measure()
  const { tls } = await dial(tap, kit.caFile)
  await roundTrips(tls, 1)
  tls.destroy()
  await until(() => tap.snapshot().open === 0)
  const after = await tap.measure()
  const ladder = ladderBetween(before, after)
  expect(ladder.segmentsFrom).toBe('modelled')
  expect(ladder.segments).toBe(2 * countedBetween(before.counters, after.counters).segmentsModelled)
  expect(setUpBetween(before, after)).toMatchObject({ connections: 1 })
  expect(failed(reconcile(before, after))).toEqual([])
})

it('tells the link’s course over time', async () => {
  let nowMs = 1_000_000
  const upstream = await kit.tlsServer({}, answer)
  const tap = await kit.tap({ mode: 'opaque', protocol: 'raw', upstream, now: () => nowMs })
  const { tls } = await dial(tap, kit.caFile)
  await roundTrips(tls, 1)
  nowMs += 2_500
  const startMs = nowMs
  await roundTrips(tls, 3)
  nowMs += 1_000
  await roundTrips(tls, 1)
  expect(tap.intervals(startMs, 1_000)).toMatchObject([
    { startMs: 0, bytesOut: 3 * 122, bytesIn: 3 * 82 },
    { startMs: 1_000, bytesOut: 122, bytesIn: 82 },
  ])
  tls.destroy()
})
