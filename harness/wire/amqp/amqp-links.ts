import type { Frame } from './amqp-frames.ts'
import { isNull, listFields, readBoolean, readDescribed, readText, readUint } from './amqp-types.ts'
import type { Direction } from '../direction.ts'

/** Which address each link of one connection is attached to, learnt from attach frames. */
export interface Links {
  /** Takes note of attach, detach and end. */
  note(direction: Direction, frame: Frame): void
  /** The address of the link that the sender of a transfer calls `handle`; null when unknown. */
  addressOf(direction: Direction, channel: number, handle: number): string | null
}

/** AMQP 1.0 part 2, section 2.7.3: the fields of an attach. */
const ATTACH_FIELDS = 7
const TERMINI: ReadonlySet<number> = new Set([0x28, 0x29])

/** The address of a source or target; null for none, and for a coordinator. */
function readAddress(buffer: Buffer, at: number | undefined, end: number): string | null {
  if (at === undefined || isNull(buffer, at)) return null
  const terminus = readDescribed(buffer, at, end)
  if (terminus === null || !TERMINI.has(terminus.descriptor)) return null
  const [addressAt] = listFields(buffer, terminus.valueAt, end, 1)
  return addressAt === undefined ? null : readText(buffer, addressAt)
}

function readAttach({ buffer, fieldsAt, end }: Frame) {
  const [name, handle, role, , , source, target] = listFields(buffer, fieldsAt, end, ATTACH_FIELDS)
  return {
    name: name === undefined ? null : readText(buffer, name),
    handle: handle === undefined ? null : readUint(buffer, handle),
    receives: role !== undefined && readBoolean(buffer, role),
    source: readAddress(buffer, source, end),
    target: readAddress(buffer, target, end),
  }
}

const handleKey = (direction: Direction, channel: number, handle: number) =>
  `${direction} ${channel} ${handle}`

/**
 * A link's name is shared by both ends and unique per connection and direction (section 2.6.1). Its
 * address is the node at the server: the target of what the client sends, the source of what it receives.
 */
export function createLinks(): Links {
  const addresses = new Map<string, string>()
  /** direction, channel, handle → link */
  const links = new Map<string, string>()

  const attach = (direction: Direction, frame: Frame) => {
    const { name, handle, receives, source, target } = readAttach(frame)
    if (name === null || handle === null) return
    const clientReceives = receives === (direction === 'outbound')
    const link = `${clientReceives ? 'receives' : 'sends'} ${name}`
    links.set(handleKey(direction, frame.channel, handle), link)
    const address = clientReceives ? source : target
    // What the client asks for stands; a server's answer counts where the client left the choice to it.
    if (address !== null && (direction === 'outbound' || !addresses.has(link))) {
      addresses.set(link, address)
    }
  }

  const detach = (direction: Direction, frame: Frame) => {
    const [handleAt] = listFields(frame.buffer, frame.fieldsAt, frame.end, 1)
    const handle = handleAt === undefined ? null : readUint(frame.buffer, handleAt)
    if (handle === null) return
    const key = handleKey(direction, frame.channel, handle)
    const link = links.get(key)
    links.delete(key)
    if (link !== undefined && ![...links.values()].includes(link)) addresses.delete(link)
  }

  const end = (direction: Direction, channel: number) => {
    for (const key of links.keys()) {
      if (key.startsWith(`${direction} ${channel} `)) links.delete(key)
    }
    const left = new Set(links.values())
    for (const link of addresses.keys()) if (!left.has(link)) addresses.delete(link)
  }

  return {
    note(direction, frame) {
      if (frame.kind === 'attach') attach(direction, frame)
      else if (frame.kind === 'detach') detach(direction, frame)
      else if (frame.kind === 'end') end(direction, frame.channel)
    },
    addressOf(direction, channel, handle) {
      const link = links.get(handleKey(direction, channel, handle))
      return link === undefined ? null : (addresses.get(link) ?? null)
    },
  }
}
