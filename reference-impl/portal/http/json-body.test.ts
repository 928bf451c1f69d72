import fastify from 'fastify'
import { expect, it } from 'vitest'
import { keepOpenAfterBadJson } from './json-body.ts'

it.each([
  ['text that is no JSON', Buffer.from('{"user":')],
  ['bytes that are no text', Buffer.from([0x22, 0xff, 0x22])],
])('refuses %s, and leaves the connection open', async (_name, payload) => {
  const app = fastify()
  keepOpenAfterBadJson(app)
  app.post('/', async () => 'taken')
  const headers = { 'content-type': 'application/json' }
  const answer = await app.inject({ method: 'POST', url: '/', payload, headers })
  expect([answer.statusCode, answer.headers['connection']]).toEqual([400, 'keep-alive'])
})
