/** A packet as another program took it apart: what is compared with the tap. */
export interface SeenPacket {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly ipBytes: number
  readonly payloadBytes: number
  /** Bodies of the TLS records that end in it. */
  readonly recordBodyBytes: readonly number[]
  /** Whole AMQP frames (and protocol headers) that end in it. */
  readonly plaintextBytes: readonly number[]
  /** Envelope sections and body of each AMQP transfer. */
  readonly messageBytes: readonly number[]
}

interface Frame {
  readonly sizeBytes: number
  readonly startsAt: number
  performative?: number
}

interface Growing {
  at: number
  ipBytes: number
  payloadBytes: number
  recordBodyBytes: number[]
  plaintextBytes: number[]
  messageBytes: number[]
  frame: Frame | undefined
}

const TRANSFER = 0x14
const MS_PER_S = 1_000

const newPacket = (): Growing => ({
  at: 0,
  ipBytes: 0,
  payloadBytes: 0,
  recordBodyBytes: [],
  plaintextBytes: [],
  messageBytes: [],
  frame: undefined,
})

interface Field {
  readonly show: string
  readonly sizeBytes: number
  readonly position: number
}

/** What each field of tshark's says of the packet it is in: a row a field. */
const FIELDS: Readonly<Record<string, (packet: Growing, field: Field) => void>> = {
  'frame.time_epoch'(packet, { show }) {
    packet.at = Number(show) * MS_PER_S
  },
  'ip.len'(packet, { show }) {
    packet.ipBytes = Number(show)
  },
  'tcp.len'(packet, { show }) {
    packet.payloadBytes = Number(show)
  },
  'tls.record.length'(packet, { show }) {
    packet.recordBodyBytes.push(Number(show))
  },
  amqp(packet, { sizeBytes, position }) {
    packet.frame = { sizeBytes, startsAt: position }
    packet.plaintextBytes.push(sizeBytes)
  },
  'amqp.performative'(packet, { show }) {
    if (packet.frame !== undefined) packet.frame.performative = Number(show)
  },
  // What follows a transfer's arguments in its frame is the message.
  'amqp.method.arguments'({ frame, messageBytes }, { sizeBytes, position }) {
    if (frame?.performative !== TRANSFER) return
    messageBytes.push(frame.startsAt + frame.sizeBytes - position - sizeBytes)
  },
}

const ELEMENT = /<packet>|<(?:proto|field) name="([a-z_.]+)"([^>]*)>/g
const attribute = (text: string, name: string) =>
  new RegExp(` ${name}="([^"]*)"`).exec(text)?.[1] ?? ''

/** Reads tshark's packet details (`-T pdml`), one packet after the other. */
export function readPdml(text: string): readonly SeenPacket[] {
  const packets: Growing[] = []
  for (const [, name, attributes = ''] of text.matchAll(ELEMENT)) {
    const packet = name === undefined ? newPacket() : packets.at(-1)
    if (packet === undefined) continue
    if (name === undefined) packets.push(packet)
    else {
      FIELDS[name]?.(packet, {
        show: attribute(attributes, 'show'),
        sizeBytes: Number(attribute(attributes, 'size')),
        position: Number(attribute(attributes, 'pos')),
      })
    }
  }
  return packets
}
