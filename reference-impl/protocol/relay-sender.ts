import type { Delivery, EventContext, Sender, Session } from 'rhea'
import { encodeMessage } from './amqp-message.ts'
import type { Attachment } from './relay-attachment.ts'

/**
 * `released`: certainly not taken. `rejected`: refused by the relay. `lost`: sent, or part of it, and
 * the link ended before the relay answered: nobody knows. Never sent again by itself.
 */
export type SendOutcome = 'accepted' | 'rejected' | 'released' | 'lost'

export interface SenderOptions {
  readonly address: string
  /** Messages leave settled: `accepted` then says that it was handed to the link. */
  readonly preSettled: boolean
  readonly onAttached?: () => void
  readonly onDetached?: (condition: string) => void
}

export interface SendOptions {
  readonly ttlMs?: number | undefined
  readonly subject?: string | undefined
  /** Runs right before the message is handed to the link: what is written there shares its TLS record. */
  readonly onSending?: (() => void) | undefined
}

export interface RelaySender {
  send(body: Buffer, options?: SendOptions): Promise<SendOutcome>
  /** Attached, and the relay takes a message now. */
  sendable(): boolean
  attached(): boolean
  /** Resolves when it is attached for the first time. */
  ready(): Promise<void>
  close(): void
}

/** How long a message waits for a link or for credit before it is given back as `released`. */
const WAIT_MS = 1_000
const PRE_SETTLED = 1
const UNSETTLED = 0

interface Waiting {
  readonly payload: Buffer
  readonly onSending: (() => void) | undefined
  readonly resolve: (outcome: SendOutcome) => void
  timer?: NodeJS.Timeout
}

export const openSenderIn =
  ({ address, preSettled }: SenderOptions) =>
  (session: Session): Sender =>
    session.open_sender({
      target: { address },
      source: {},
      snd_settle_mode: preSettled ? PRE_SETTLED : UNSETTLED,
    })

const creditOf = (link: Sender): number => Number(Reflect.get(link, 'credit'))

/** What waits, what is unanswered, over the attachments that come and go. */
export function createSendQueue({ preSettled }: Pick<SenderOptions, 'preSettled'>) {
  let attachment: Attachment<Sender> | undefined
  let waiting: Waiting[] = []
  const unanswered = new Map<Delivery, (outcome: SendOutcome) => void>()
  /** rhea counts credit down when it writes, not when it is given a message. */
  let givenThisTurn = 0
  let nextTag = 0

  const tag = () => {
    const bytes = Buffer.alloc(2)
    bytes.writeUInt16BE(nextTag)
    nextTag = (nextTag + 1) % 0x1_00_00
    return bytes
  }

  /** The link, when the relay takes a message on it now. */
  const ready = (): Sender | undefined => {
    if (attachment === undefined || !attachment.alive()) return undefined
    const { link } = attachment
    return link.sendable() && creditOf(link) > givenThisTurn ? link : undefined
  }

  function give(link: Sender, { payload, onSending, resolve, timer }: Waiting) {
    clearTimeout(timer)
    if (givenThisTurn++ === 0) {
      setImmediate(() => {
        givenThisTurn = 0
        flush()
      })
    }
    onSending?.()
    const delivery = link.send(payload, tag(), 0)
    if (preSettled) resolve('accepted')
    else unanswered.set(delivery, resolve)
  }

  function flush() {
    for (let link = ready(); link !== undefined; link = ready()) {
      const next = waiting.shift()
      if (next === undefined) return
      give(link, next)
    }
  }

  const answer =
    (outcome: SendOutcome) =>
    ({ delivery }: EventContext) => {
      if (delivery === undefined) return
      unanswered.get(delivery)?.(outcome)
      unanswered.delete(delivery)
    }

  return {
    sendable: () => waiting.length === 0 && ready() !== undefined,
    attached: () => attachment !== undefined,
    attach(made: Attachment<Sender>) {
      attachment = made
      made.link.on('accepted', answer('accepted'))
      made.link.on('rejected', answer('rejected'))
      made.link.on('released', answer('released'))
      // Settled without a state: the relay is done with it and does not say how.
      made.link.on('settled', answer('lost'))
      made.link.on('sendable', flush)
      flush()
    },
    /** What was handed to the link and not answered is unknown; what waits, waits on. */
    detach() {
      attachment = undefined
      for (const resolve of unanswered.values()) resolve('lost')
      unanswered.clear()
    },
    send(body: Buffer, { ttlMs, subject, onSending }: SendOptions = {}): Promise<SendOutcome> {
      const payload = encodeMessage({ body, ttlMs, subject })
      return new Promise((resolve) => {
        const entry: Waiting = { payload, onSending, resolve }
        const link = waiting.length === 0 ? ready() : undefined
        if (link !== undefined) {
          give(link, entry)
          return
        }
        entry.timer = setTimeout(() => {
          waiting = waiting.filter((other) => other !== entry)
          resolve('released')
        }, WAIT_MS)
        waiting.push(entry)
      })
    },
    close() {
      for (const { timer, resolve } of waiting) {
        clearTimeout(timer)
        resolve('released')
      }
      waiting = []
    },
  }
}
