import type { EventContext, Receiver, Session } from 'rhea'
import { dataOf } from './amqp-message.ts'
import type { Attachment } from './relay-attachment.ts'

/** A message taken, to be settled once; settling after its link ended does nothing: it comes again. */
export interface RelayDelivery {
  readonly redelivered: boolean
  accept(): void
  release(): void
  reject(): void
}

export interface ReceiverOptions {
  readonly address: string
  /**
   * Messages taken and not yet settled, at most. Little: a message prefetched no longer expires at
   * the relay. Refilled when half is used, so that credit costs few frames.
   */
  readonly credit: number
  /** The body is the one data section; empty for any other message. */
  readonly onMessage: (body: Buffer, delivery: RelayDelivery) => void
  readonly onAttached?: () => void
  readonly onDetached?: (condition: string) => void
}

export interface RelayReceiver {
  /** Resolves when it is attached for the first time. */
  ready(): Promise<void>
  /** Asks for no more and puts back what still comes; what was taken can be settled. */
  stopTaking(): void
  close(): void
}

export const openReceiverIn =
  ({ address }: ReceiverOptions) =>
  (session: Session): Receiver =>
    session.open_receiver({
      source: { address },
      target: {},
      credit_window: 0,
      autoaccept: false,
    })

/** Brokers say it by the one or the other: RabbitMQ 3.10 never counts, only clears first-acquirer. */
const isRedelivered = (message: unknown): boolean => {
  if (typeof message !== 'object' || message === null) return false
  const count: unknown = Reflect.get(message, 'delivery_count')
  return (
    (typeof count === 'number' && count > 0) || Reflect.get(message, 'first_acquirer') === false
  )
}

/** Hands messages on and keeps the credit, for one attachment, as long as `taking` says so. */
export function receiveOn(
  attachment: Attachment<Receiver>,
  options: ReceiverOptions,
  taking: () => boolean,
): void {
  const { link } = attachment
  const { credit, onMessage } = options
  let used = 0

  const settled = () => {
    used++
    if (used < credit / 2 || !taking()) return
    link.add_credit(used)
    used = 0
  }

  link.on('message', ({ message, delivery }: EventContext) => {
    if (delivery === undefined) return
    const settle = (how: 'accept' | 'release' | 'reject') => {
      if (!attachment.alive()) return
      delivery[how]()
      settled()
    }
    // rhea joins the dispositions of one turn without looking at the first one's state: a release
    // beside an accept would go out as accepted. So each that is no accept gets a turn of its own.
    const settleAlone = (how: 'release' | 'reject') => {
      setImmediate(settle, how)
    }
    if (!taking()) {
      settleAlone('release')
      return
    }
    onMessage(dataOf(message) ?? Buffer.alloc(0), {
      redelivered: isRedelivered(message),
      accept: () => settle('accept'),
      release: () => settleAlone('release'),
      reject: () => settleAlone('reject'),
    })
  })
  if (taking()) link.add_credit(credit)
}
