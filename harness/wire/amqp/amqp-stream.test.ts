import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createAmqpStream } from './amqp-stream.ts'
import { measureSections } from './amqp-sections.ts'
import { AmqpError } from './amqp-types.ts'
import { createCounters } from '../counting/counters.ts'
import { createFrameCounter } from '../counting/frame-counts.ts'
import { createMessageEdits } from './message-edits.ts'
import { createMessageHolds } from './message-holds.ts'
import { createMessageLog } from './message-log.ts'

const frame = (body: string) => {
  const bytes = Buffer.from(`0000000002000000${body}`, 'hex')
  bytes.writeUInt32BE(bytes.length)
  return bytes
}
const HEADER = Buffer.from('414d515000010000', 'hex')
/** Container id "x". */
const OPEN = frame('005310c00401a10178')
/** Link "a", handle 0, sender, target address "q". */
const ATTACH = frame('005312c01207a101614342404040005329c00401a10171')
const DATA = '005375a000'
/** Handle, delivery id, more; an empty data section. */
const transfer = (handle: number, deliveryId: number, more = false) =>
  frame(`005314c0090652${hex(handle)}52${hex(deliveryId)}404042${more ? '41' : '42'}${DATA}`)
const hex = (byte: number) => byte.toString(16).padStart(2, '0')
const DETACH = frame('005316c0020143')
const FLOW = frame('005313c00b0543700000000043435201')
const EMPTY = frame('')
const SEED = Buffer.concat([HEADER, OPEN, ATTACH, transfer(0, 0), EMPTY])

function openStream() {
  const forwarded: Buffer[] = []
  const frames = createFrameCounter()
  const holds = createMessageHolds()
  const edits = createMessageEdits()
  const log = createMessageLog(createCounters())
  const amqp = createAmqpStream({
    watch: { log, frames, holds, edits, now: () => 0 },
    connection: 1,
    forward: (_, bytes) => forwarded.push(Buffer.from(bytes)),
  })
  return { amqp, forwarded: () => Buffer.concat(forwarded), frames, holds, edits, log }
}

function thrownBy(run: () => void): string {
  try {
    run()
  } catch (error) {
    if (!(error instanceof AmqpError)) return String(error)
  }
  return 'nothing else'
}

describe('AMQP', () => {
  it('is forwarded byte for byte however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.integer({ min: 1, max: 30 })), (cuts) => {
        const { amqp, forwarded, frames, log } = openStream()
        for (let at = 0; at < SEED.length; ) {
          const end = at + (cuts.next().value ?? 1)
          amqp.push('outbound', SEED.subarray(at, end))
          at = end
        }
        expect(forwarded()).toEqual(SEED)
        expect(frames.counts().outbound).toMatchObject({
          'protocol-header': 1,
          open: 1,
          attach: 1,
          transfer: 1,
          empty: 1,
        })
        expect(log.all()).toMatchObject([{ address: 'q', sizeBytes: 5, bodyBytes: 0 }])
      }),
      { numRuns: 100 },
    )
  })

  it('of any bytes ends in an AmqpError or in nothing, never otherwise', () => {
    const mutated = fc
      .array(fc.record({ at: fc.nat(SEED.length - 1), to: fc.nat(255) }), { maxLength: 6 })
      .map((changes) => {
        const bytes = Buffer.from(SEED)
        for (const { at, to } of changes) bytes[at] = to
        return bytes
      })
    const random = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes))
    fc.assert(
      fc.property(fc.oneof(mutated, random), (bytes) => {
        expect(() => measureSections(bytes)).not.toThrow()
        expect(thrownBy(() => openStream().amqp.push('outbound', bytes))).toBe('nothing else')
      }),
      { numRuns: 5_000 },
    )
  })

  it.each([
    ['descriptors nested a million deep', frame('00'.repeat(1_000_000))],
    ['a list longer than its frame', Buffer.concat([frame('005313c01e0643'), SEED])],
    ['a frame longer than any message', Buffer.from('7fffffff02000000', 'hex')],
  ])('is not: %s', (_, bytes) => {
    expect(() => openStream().amqp.push('outbound', bytes)).toThrow(AmqpError)
  })
})

describe('a held message', () => {
  const links = Buffer.concat([HEADER, OPEN, ATTACH])

  it('is not overtaken by the end of its link, but by flow and keep-alives', () => {
    const { amqp, forwarded, holds } = openStream()
    amqp.push('outbound', links)
    const hold = holds.hold('outbound', () => true)
    amqp.push('outbound', Buffer.concat([transfer(0, 0), FLOW, DETACH, EMPTY]))
    expect(forwarded()).toEqual(Buffer.concat([links, FLOW, EMPTY]))
    hold.release()
    expect(forwarded()).toEqual(Buffer.concat([links, FLOW, EMPTY, transfer(0, 0), DETACH]))
  })

  it('keeps the session in order when released half-way through another', () => {
    const { amqp, forwarded, holds } = openStream()
    const hold = holds.hold('both', () => true)
    amqp.push('outbound', transfer(0, 0, true))
    hold.release()
    amqp.push('outbound', transfer(1, 1))
    expect(forwarded()).toEqual(Buffer.alloc(0))
    amqp.push('outbound', transfer(0, 0))
    const all = [transfer(0, 0, true), transfer(0, 0), transfer(1, 1)]
    expect(forwarded()).toEqual(Buffer.concat(all))
  })

  it('stays for another hold that chooses it, and goes with its connection', () => {
    const { amqp, forwarded, holds } = openStream()
    const [first, second] = [holds.hold('both', () => true), holds.hold('inbound', () => true)]
    amqp.push('inbound', transfer(0, 0))
    first.release()
    expect([first.held(), second.held(), forwarded().length]).toEqual([0, 1, 0])
    amqp.close()
    expect(second.held()).toBe(0)
  })
})

const field = (more: boolean) => `005314c0090652005200404042${more ? '41' : '42'}`

describe('a message whose body is changed', () => {
  /** A data section of four bytes, cut in its middle. */
  const halves = [frame(`${field(true)}005375a004aabb`), frame(`${field(false)}ccdd`)]

  it('goes on as one transfer where it came in several', () => {
    const { amqp, forwarded, edits } = openStream()
    const edit = edits.edit(
      'outbound',
      () => true,
      (body) => Buffer.from(body.toReversed()),
    )
    for (const half of halves) amqp.push('outbound', half)
    expect(forwarded()).toEqual(frame(`${field(false)}005375b000000004ddccbbaa`))
    expect(edit.edited()).toBe(1)
  })

  it('goes on as it came where no edit chooses it', () => {
    const { amqp, forwarded, edits } = openStream()
    edits.edit(
      'outbound',
      () => false,
      () => Buffer.alloc(0),
    )
    for (const half of halves) amqp.push('outbound', half)
    expect(forwarded()).toEqual(Buffer.concat(halves))
  })
})
