import { readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import { parentPort, workerData } from 'node:worker_threads'
import { monotonicMs } from '../drivers/timing.ts'
import { AT_ONCE_PATH, createLaw } from './law.ts'
import type { ServerJob } from './server.ts'

/** What a portal says, so that the closed loop can verify it as one. */
const BODY = JSON.stringify({ code: 'changed' })
/** A timer may be this late: the rest is waited for awake. */
const GUARD_MS = 1.2

const answer = (response: ServerResponse) =>
  response.writeHead(200, { 'content-type': 'application/json' }).end(BODY)

/** Answers each response at its time, in order: asleep while it is far, awake when it is near. */
function answerer() {
  const waiting: { readonly response: ServerResponse; readonly atMs: number }[] = []
  let from = 0
  let awake = false

  const pump = () => {
    awake = false
    const nowMs = monotonicMs()
    for (let next = waiting[from]; next !== undefined && next.atMs <= nowMs; next = waiting[from]) {
      from++
      answer(next.response)
    }
    const next = waiting[from]
    if (next === undefined) {
      waiting.length = 0
      from = 0
      return
    }
    const aheadMs = next.atMs - monotonicMs()
    awake = true
    if (aheadMs > GUARD_MS) setTimeout(pump, Math.floor(aheadMs - GUARD_MS))
    else setImmediate(pump)
  }
  return (response: ServerResponse, atMs: number) => {
    waiting.push({ response, atMs })
    if (!awake) pump()
  }
}

/** The entry of the server's thread: HTTPS on loopback, each answer when the law says. */
function serve({ law, keyFile, certFile }: ServerJob, port: NonNullable<typeof parentPort>) {
  const answerAt = createLaw(law)
  const later = answerer()
  const tls = { key: readFileSync(keyFile), cert: readFileSync(certFile), noDelay: true }
  const server = createServer(tls, (request, response) => {
    const arrivedMs = monotonicMs()
    const atMs = request.url === AT_ONCE_PATH ? arrivedMs : answerAt(arrivedMs)
    request.resume()
    if (atMs <= arrivedMs) answer(response)
    else later(response, atMs)
  })
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    port.postMessage(typeof address === 'object' && address !== null ? address.port : 0)
  })
}

if (parentPort !== null) serve(workerData, parentPort)
