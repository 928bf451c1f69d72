import { Duplex } from 'node:stream'

/** The stream that TLS in this process reads ciphertext from and writes it to. */
export interface CiphertextStream {
  readonly stream: Duplex
  /** Ciphertext from the client. False: TLS takes no more until `onReady`. */
  write(chunk: Buffer): boolean
  end(): void
  pause(): void
  resume(): void
}

export interface CiphertextStreamOptions {
  /** Ciphertext for the client. */
  readonly onCiphertext: (chunk: Buffer) => void
  readonly onEnd: () => void
  /** TLS takes ciphertext again. */
  readonly onReady: () => void
}

export function createCiphertextStream(options: CiphertextStreamOptions): CiphertextStream {
  let paused = false
  let waiting: (() => void) | null = null

  const stream = new Duplex({
    allowHalfOpen: true,
    read: () => options.onReady(),
    write(chunk: Buffer, _encoding, done) {
      options.onCiphertext(chunk)
      if (paused) waiting = done
      else done()
    },
    final(done) {
      options.onEnd()
      done()
    },
  })

  return {
    stream,
    write: (chunk) => stream.push(chunk),
    end: () => void stream.push(null),
    pause() {
      paused = true
    },
    resume() {
      paused = false
      const done = waiting
      waiting = null
      done?.()
    },
  }
}
