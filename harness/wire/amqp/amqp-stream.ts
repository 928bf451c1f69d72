import { createFrameReader, type Frame } from './amqp-frames.ts'
import { mergeTransfers } from './merged-transfer.ts'
import { createLinks } from './amqp-links.ts'
import { DIRECTIONS, type Direction, type PerDirection, perDirection } from '../direction.ts'
import type { FrameCounter } from '../counting/frame-counts.ts'
import type { MessageEdits } from './message-edits.ts'
import type { MessageHolds } from './message-holds.ts'
import type { MessageLog, TapMessage } from './message-log.ts'
import { createSessionQueue, type SessionQueue } from './session-queue.ts'
import { createTransfers, type Delivery } from './transfers.ts'

/** What all inspected connections of one tap share. */
export interface AmqpWatch {
  readonly log: MessageLog
  readonly frames: FrameCounter
  readonly holds: MessageHolds
  readonly edits: MessageEdits
  readonly now: () => number
}

/** One connection's plaintext in both directions: whole frames go in and out, in order. */
export interface AmqpStream {
  /** Throws AmqpError on bytes that are not AMQP 1.0; the connection must then end. */
  push(direction: Direction, chunk: Buffer): void
  close(): void
}

export interface AmqpStreamOptions {
  readonly watch: AmqpWatch
  readonly connection: number
  readonly forward: (direction: Direction, bytes: Buffer) => void
}

/** Frames that must not overtake a held transfer of their session; all others pass. */
const STAYS_BEHIND: ReadonlySet<string> = new Set(['detach', 'end'])

const copy = ({ buffer, start, end }: Frame) => Buffer.from(buffer.subarray(start, end))

export function createAmqpStream({ watch, connection, forward }: AmqpStreamOptions): AmqpStream {
  const links = createLinks()
  const transfers = createTransfers()
  const readers = perDirection(createFrameReader)
  const queues: PerDirection<Map<number, SessionQueue>> = perDirection(() => new Map())

  const messageOf = (direction: Direction, channel: number, delivery: Delivery): TapMessage => ({
    at: watch.now(),
    direction,
    connection,
    address: links.addressOf(direction, channel, delivery.handle),
    deliveryId: delivery.deliveryId,
    settled: delivery.settled,
    frames: delivery.frames,
    sizeBytes: delivery.sizeBytes,
    bodyBytes: delivery.sections?.bodyBytes ?? null,
    sectionBytes: delivery.sections?.sectionBytes ?? {},
  })

  /** The run of frames of the chunk at hand that pass as they are: one write for all of them. */
  const run: { buffer: Buffer; start: number; end: number } = {
    buffer: Buffer.alloc(0),
    start: 0,
    end: 0,
  }
  const sendRun = (direction: Direction) => {
    if (run.end > run.start) forward(direction, run.buffer.subarray(run.start, run.end))
    run.start = run.end
  }
  const passOn = (direction: Direction, { buffer, start, end }: Frame) => {
    if (run.buffer !== buffer || run.end !== start) {
      sendRun(direction)
      run.buffer = buffer
      run.start = start
    }
    run.end = end
  }

  const sendNow = (direction: Direction, frame: Buffer) => {
    sendRun(direction)
    forward(direction, frame)
  }

  const goOn = (direction: Direction, frame: Frame, edited: Buffer | null) =>
    edited === null ? passOn(direction, frame) : sendNow(direction, edited)

  const queueOf = (direction: Direction, channel: number): SessionQueue => {
    const known = queues[direction].get(channel)
    if (known !== undefined) return known
    const queue = createSessionQueue(watch.holds, (frame) => sendNow(direction, frame))
    queues[direction].set(channel, queue)
    return queue
  }

  /** One in several frames waits for its last one where its body may be changed. */
  const mayWait = (direction: Direction, whole: boolean) =>
    watch.holds.active({ direction }) || (!whole && watch.edits.active({ direction }))

  const complete = (queue: SessionQueue, key: string, message: TapMessage | null) =>
    queue.complete(key, message, (frames) =>
      message === null || frames.length === 1
        ? null
        : watch.edits.apply(message, mergeTransfers(frames)),
    )

  const onTransfer = (direction: Direction, frame: Frame) => {
    const { key, first, last, delivery } = transfers.step(direction, frame)
    const message = delivery === null ? null : messageOf(direction, frame.channel, delivery)
    if (message !== null) watch.log.add(message)
    const queue = queues[direction].get(frame.channel)
    // A transfer of which some frames have gone on already cannot be held any more.
    const waits = first
      ? queue?.isEmpty() === false || mayWait(direction, last)
      : queue?.hasOpen(key) === true
    const edited = message !== null && first ? watch.edits.apply(message, frame) : null
    if (!waits) {
      goOn(direction, frame, edited)
      return
    }
    const own = queueOf(direction, frame.channel)
    own.addTransfer(key, edited ?? copy(frame))
    if (last) complete(own, key, message)
  }

  const onOther = (direction: Direction, frame: Frame) => {
    links.note(direction, frame)
    if (frame.kind === 'end') transfers.forget(direction, frame.channel)
    const queue = queues[direction].get(frame.channel)
    if (STAYS_BEHIND.has(frame.kind) && queue?.isEmpty() === false) queue.addFrame(copy(frame))
    else passOn(direction, frame)
  }

  const onFrame = (direction: Direction, frame: Frame) => {
    watch.frames.add(direction, frame.kind)
    if (frame.kind === 'transfer') onTransfer(direction, frame)
    else onOther(direction, frame)
  }

  const unwatch = watch.holds.watch((hold) => {
    for (const direction of DIRECTIONS) {
      for (const queue of queues[direction].values()) queue.released(hold)
    }
  })

  return {
    push(direction, chunk) {
      try {
        readers[direction].push(chunk, (frame) => onFrame(direction, frame))
      } finally {
        sendRun(direction)
      }
    },
    close() {
      unwatch()
      for (const direction of DIRECTIONS) {
        for (const queue of queues[direction].values()) queue.clear()
      }
    },
  }
}
