import { AmqpError, readBytes, readDescribed, skipValue } from './amqp-types.ts'

/** AMQP 1.0 part 3, section 3.2: the sections of a message, by descriptor. */
const SECTIONS = [
  [0x70, 'header'],
  [0x71, 'delivery-annotations'],
  [0x72, 'message-annotations'],
  [0x73, 'properties'],
  [0x74, 'application-properties'],
  [0x75, 'data'],
  [0x76, 'amqp-sequence'],
  [0x77, 'amqp-value'],
  [0x78, 'footer'],
] as const
type SectionName = (typeof SECTIONS)[number][1]

const NAMES: ReadonlyMap<number, SectionName> = new Map(SECTIONS)
const BODY: ReadonlySet<SectionName> = new Set(['data', 'amqp-sequence', 'amqp-value'])

export interface MessageSections {
  /** Bytes of each section, descriptor included; several of one name together. */
  readonly sectionBytes: Readonly<Partial<Record<SectionName, number>>>
  /** Bytes inside the body sections: the content of data, the encoded value of others. */
  readonly bodyBytes: number
}

/** Measures an encoded message; null when the bytes are not one in the format that AMQP defines. */
export function measureSections(message: Buffer): MessageSections | null {
  const sectionBytes: Partial<Record<SectionName, number>> = {}
  let bodyBytes = 0
  try {
    for (let at = 0; at < message.length; ) {
      const described = readDescribed(message, at, message.length)
      const name = NAMES.get(described?.descriptor ?? -1)
      if (described === null || name === undefined) return null
      const end = skipValue(message, described.valueAt, message.length)
      sectionBytes[name] = (sectionBytes[name] ?? 0) + end - at
      if (BODY.has(name)) {
        bodyBytes += readBytes(message, described.valueAt)?.length ?? end - described.valueAt
      }
      at = end
    }
  } catch (error) {
    if (error instanceof AmqpError) return null
    throw error
  }
  return { sectionBytes, bodyBytes }
}
