import { createServer } from 'node:net'
import { once } from 'node:events'
import { request } from 'undici'
import { expect, it } from 'vitest'
import { whyNoAnswer, whyNoAnswerOr } from './no-answer.ts'

const errorOf = async (failing: Promise<unknown>): Promise<unknown> =>
  failing.then(
    () => undefined,
    (error: unknown) => error,
  )

it('a server that closes before it answers, answers what is no HTTP, or is not there: the connection is lost', async () => {
  const says = ['', 'what?\r\n\r\n']
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => socket.end(says.shift() ?? ''))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`
  const ask = () => errorOf(request(url))
  const heard = [await ask(), await ask()]
  server.close()
  await once(server, 'close')
  heard.push(await ask())
  expect(heard.map((error) => whyNoAnswer(error))).toEqual(heard.map(() => 'connection-lost'))
})

it('a fault of the driver is no outcome', async () => {
  const wrong = [
    new TypeError('x is not a function'),
    await errorOf(Promise.resolve().then(() => request('nowhere:'))),
  ]
  for (const error of wrong) {
    expect(() => whyNoAnswer(error)).toThrow(error instanceof Error ? error.message : '?')
  }
  const faults: unknown[] = []
  for (const error of wrong) whyNoAnswerOr(faults, error)
  expect(faults).toEqual(wrong)
})
