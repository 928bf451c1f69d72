import { AmqpError } from '../amqp/amqp-types.ts'
import { createHeadReader } from './http-head.ts'

const CONTENT_LENGTH = /\r\ncontent-length:[ \t]*(\d+)/i
const CHUNKED = /\r\ntransfer-encoding:[ \t]*chunked/i
const CHUNK_SIZE = /^([0-9a-f]{1,8})[^\r\n]*\r\n/i
const MOST_SIZE_LINE = 1_024
const LINE_END_BYTES = 2

/** Cuts one direction of an HTTP/1.1 connection into messages and hands over their heads. */
export interface HttpReader {
  /** Throws AmqpError on what is not HTTP/1.1. */
  push(chunk: Buffer): void
}

type State =
  | { readonly in: 'head'; readonly reader: ReturnType<typeof createHeadReader> }
  | { readonly in: 'body'; left: number }
  | { readonly in: 'size'; line: Buffer }
  | { readonly in: 'chunk'; left: number }
  | { readonly in: 'trailer'; line: Buffer }

const head = (): State => ({ in: 'head', reader: createHeadReader() })
const NONE = Buffer.alloc(0)
const size = (): State => ({ in: 'size', line: NONE })

function afterHead(text: string): State {
  if (CHUNKED.test(text)) return size()
  const left = Number(CONTENT_LENGTH.exec(text)?.[1] ?? 0)
  return left > 0 ? { in: 'body', left } : head()
}

export function createHttpReader(onHead: (text: string) => void): HttpReader {
  let state = head()

  /** Takes what the state needs of the bytes; returns the rest. */
  function step(bytes: Buffer): Buffer {
    switch (state.in) {
      case 'head': {
        const whole = state.reader.push(bytes)
        if (whole === null) return NONE
        state = afterHead(whole.text)
        onHead(whole.text)
        return whole.rest
      }
      case 'body':
      case 'chunk': {
        const taken = Math.min(state.left, bytes.length)
        state.left -= taken
        if (state.left === 0) state = state.in === 'body' ? head() : size()
        return bytes.subarray(taken)
      }
      case 'size':
        return takeSize(Buffer.concat([state.line, bytes]))
      case 'trailer':
        return takeTrailer(Buffer.concat([state.line, bytes]))
    }
  }

  function takeSize(line: Buffer): Buffer {
    const found = CHUNK_SIZE.exec(line.subarray(0, MOST_SIZE_LINE).toString('latin1'))
    if (found === null) return keep(line)
    const left = Number.parseInt(found[1] ?? '0', 16)
    state =
      left === 0 ? { in: 'trailer', line: NONE } : { in: 'chunk', left: left + LINE_END_BYTES }
    return line.subarray(found[0].length)
  }

  /** Trailers are lines up to an empty one. */
  function takeTrailer(text: Buffer): Buffer {
    const lineEnd = text.indexOf('\r\n')
    if (lineEnd < 0) return keep(text)
    state = lineEnd === 0 ? head() : { in: 'trailer', line: NONE }
    return text.subarray(lineEnd + LINE_END_BYTES)
  }

  function keep(line: Buffer): Buffer {
    if (line.length > MOST_SIZE_LINE || (state.in !== 'size' && state.in !== 'trailer')) {
      throw new AmqpError('a chunk of HTTP/1.1 without a size')
    }
    state.line = line
    return NONE
  }

  return {
    push(chunk) {
      for (let rest = chunk; rest.length > 0; ) rest = step(rest)
    },
  }
}
