import { createFrameReader, type Frame } from './amqp-frames.ts'
import { AmqpError, listFields } from './amqp-types.ts'

/** AMQP 1.0 part 2, section 2.7.5: the sixth field says that more frames of the delivery follow. */
const MORE_FIELD = 5
const FALSE = 0x42
/** A boolean whose value is the next byte (part 1, section 1.6.2). */
const BOOLEAN = 0x56

const frameIn = (bytes: Buffer): Frame => {
  const frames: Frame[] = []
  createFrameReader().push(bytes, (frame) => frames.push(frame))
  const [frame] = frames
  if (frame === undefined) throw new AmqpError('a transfer that is no whole frame')
  return frame
}

function clearMore({ buffer, fieldsAt, end }: Frame) {
  const at = listFields(buffer, fieldsAt, end, MORE_FIELD + 1)[MORE_FIELD]
  if (at === undefined) throw new AmqpError('a transfer goes on without having said so')
  if (buffer[at] === BOOLEAN) buffer.writeUInt8(0, at + 1)
  else buffer.writeUInt8(FALSE, at)
}

/** The transfers of one delivery, each a whole frame, as one: the first one's fields and the payload of all. */
export function mergeTransfers(transfers: readonly Buffer[]): Frame {
  const frames = transfers.map(frameIn)
  const payloads = frames.map(({ buffer, payloadAt, end }) => buffer.subarray(payloadAt, end))
  const [first] = frames
  if (first === undefined) throw new AmqpError('a delivery without a transfer')
  const merged = Buffer.concat([first.buffer.subarray(first.start, first.payloadAt), ...payloads])
  merged.writeUInt32BE(merged.length)
  const frame = frameIn(merged)
  clearMore(frame)
  return frame
}
