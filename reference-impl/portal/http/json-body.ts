import { isUtf8 } from 'node:buffer'
import type { FastifyInstance } from 'fastify'

/** A body that was read whole and is not JSON; stands in its place until the hooks run. */
class NoJson {
  readonly error: Error

  constructor(error: Error) {
    this.error = error
  }
}

const notUtf8 = () => Object.assign(new Error('Body is not valid UTF-8'), { statusCode: 400 })

/**
 * fastify ends the connection when a body cannot be parsed. Read whole as it is, the next request
 * begins where it should: the refusal is sent, and the connection stays for it. Taken as bytes,
 * because as text a body with wrong UTF-8 has another length than was announced.
 */
export function keepOpenAfterBadJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, bytes, done) => {
    if (!Buffer.isBuffer(bytes) || !isUtf8(bytes)) {
      done(null, new NoJson(notUtf8()))
      return
    }
    void parse(request, bytes.toString(), (error, body) =>
      done(null, error === null ? body : new NoJson(error)),
    )
  })
  app.addHook('preValidation', async ({ body }) => {
    if (body instanceof NoJson) throw body.error
  })
}
