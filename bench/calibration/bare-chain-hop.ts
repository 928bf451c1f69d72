import { constants, generateKeyPairSync, privateDecrypt, publicEncrypt } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer as createHttpsServer } from 'node:https'
import type { Server } from 'node:net'
import { connect, createServer as createTlsServer, type TLSSocket } from 'node:tls'
import { frameOf, numberOf, onFrames } from './bare-chain-frames.ts'
import type { HopJob } from './bare-chain.ts'
import { type Pass, WORK } from './bare-chain-work.ts'

const RSA_BITS = 2_048
const PADDING = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }
const BODY = JSON.stringify({ code: 'changed' })

/** One RSA private operation, as opening a package takes one. */
function createOpen(): () => void {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: RSA_BITS })
  const sealed = publicEncrypt({ key: publicKey, ...PADDING }, Buffer.from('nothing'))
  return () => void privateDecrypt({ key: privateKey, ...PADDING }, sealed)
}

/** To the next process, over a TLS connection that is verified, and kept. */
async function dial({ port, servername, caFile }: NonNullable<HopJob['next']>): Promise<Pass> {
  const socket = connect({ host: '127.0.0.1', port, servername, ca: readFileSync(caFile) })
  socket.setNoDelay(true)
  await once(socket, 'secureConnect')
  const waiting = new Map<number, () => void>()
  onFrames(socket, (frame) => {
    const number = numberOf(frame)
    waiting.get(number)?.()
    waiting.delete(number)
  })
  let last = 0
  return (answer) => {
    last += 1
    waiting.set(last, answer)
    socket.write(frameOf(last))
  }
}

/** The first is asked over HTTPS, as a portal is; the others over TLS. */
function serve({ hop, keyFile, certFile }: HopJob, work: Pass): Server {
  const identity = { key: readFileSync(keyFile), cert: readFileSync(certFile) }
  if (hop !== 'portal') {
    return createTlsServer(identity, (socket: TLSSocket) => {
      socket.setNoDelay(true)
      onFrames(socket, (frame) => {
        const number = numberOf(frame)
        work(() => void socket.write(frameOf(number)))
      })
    })
  }
  return createHttpsServer({ ...identity, noDelay: true }, (request, response) => {
    request.resume()
    work(() => void response.writeHead(200, { 'content-type': 'application/json' }).end(BODY))
  })
}

/** Plays one role of the bare chain; its port goes to whoever asked. */
async function play(job: HopJob): Promise<void> {
  const next: Pass = job.next === undefined ? (answer) => answer() : await dial(job.next)
  // Making a key pair costs more than all else here.
  const open = job.hop === 'agent' ? createOpen() : () => undefined
  const server = serve(job, WORK[job.hop](next, open))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  process.send?.(typeof address === 'object' && address !== null ? address.port : 0)
}

process.once('message', (job: HopJob) => void play(job))
// Whoever asked is gone, or needs no more.
process.on('disconnect', () => process.exit())
