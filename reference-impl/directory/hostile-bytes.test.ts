import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect as connectTcp } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAuthority } from '../../harness/target/trust/pki.ts'
import { openTestDirectory, SERVERNAME, STAFF, type TestDirectory } from './testing.ts'

const NOTICE_OF_DISCONNECTION = '1.3.6.1.4.1.1466.20036'
/** The root entry, all attributes. */
const SEARCH_ROOT = Buffer.from(
  '3025020101632004000a01000a0100020100020100010100870b6f626a656374436c6173733000',
  'hex',
)

let folder: string
let directory: TestDirectory

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'writeback-'))
  const tls = await (await createAuthority(folder)).issue('directory', SERVERNAME)
  directory = await openTestDirectory({ tls })
})

afterAll(async () => {
  await directory.close()
  await rm(folder, { recursive: true })
})

const open = async (): Promise<TLSSocket> => {
  const { port, ca } = directory
  const socket = connectTls({ host: '127.0.0.1', port, ca, servername: SERVERNAME })
  socket.on('error', () => undefined)
  await once(socket, 'secureConnect')
  return socket
}

/** Sends bytes and waits for the end; what came back. */
const sendAndEnd = async (bytes: Buffer): Promise<Buffer> => {
  const socket = await open()
  const heard: Buffer[] = []
  socket.on('data', (chunk: Buffer) => heard.push(chunk))
  const closed = once(socket, 'close')
  socket.end(bytes)
  await closed
  return Buffer.concat(heard)
}

const entriesServed = async () => {
  const { searchEntries } = await directory.service.search(STAFF, { scope: 'base' })
  return searchEntries.length
}

describe('hostile bytes', () => {
  it('end their own connection, with a notice, and no other', async () => {
    const socket = await open()
    const heard: Buffer[] = []
    socket.on('data', (chunk: Buffer) => heard.push(chunk))
    const closed = once(socket, 'close')
    socket.write('GET / HTTP/1.1\r\n\r\n')
    await closed
    expect(Buffer.concat(heard).toString('latin1')).toContain(NOTICE_OF_DISCONNECTION)
    expect(await entriesServed()).toBe(1)
  })

  it('announce a message of over a megabyte in vain', async () => {
    const answer = await sendAndEnd(Buffer.from('30847fffffff', 'hex'))
    expect(answer.toString('latin1')).toContain('at most 1000000 bytes')
  })

  it('of any kind, plain or as TLS’s content, are survived', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.array(fc.tuple(fc.nat(SEARCH_ROOT.length - 1), fc.nat(255)), { maxLength: 3 }),
        async (bytes, changes) => {
          const mutated = Buffer.from(SEARCH_ROOT)
          for (const [at, byte] of changes) mutated[at] = byte
          await sendAndEnd(Buffer.concat([mutated, bytes]))
        },
      ),
      { numRuns: 40 },
    )
    const plain = connectTcp(directory.port, '127.0.0.1')
    plain.on('error', () => undefined)
    plain.end(SEARCH_ROOT)
    await once(plain, 'close')
    expect(await entriesServed()).toBe(1)
  })

  it('do not make it hold answers that nobody takes', async () => {
    const socket = await open()
    socket.pause()
    socket.write(Buffer.concat(Array.from({ length: 15_000 }, () => SEARCH_ROOT)))
    // Time enough to answer all of it, had the directory gone on.
    for (let at = 0; at < 20; at++) await entriesServed()
    const { searches } = await directory.role.drain()
    expect(searches).toBeLessThan(3_000)
    socket.resume()
    let bytes = 0
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length
    })
    const closed = once(socket, 'close')
    socket.end()
    await closed
    expect(bytes).toBeGreaterThan(15_000 * 500)
  })
})
