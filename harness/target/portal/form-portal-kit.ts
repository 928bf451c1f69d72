import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { once } from 'node:events'
import { createServer } from 'node:https'
import type { IncomingMessage } from 'node:http'
import type { Identity } from '../trust/pki.ts'

/** What the small portal of HTML forms asks whoever stands behind it; for tests. */
export interface FormPortalBackend {
  /** Whether the person may begin. */
  begin(user: string): Promise<'known' | 'unknown' | 'down'>
  /** Whether the code is right. */
  pass(user: string, code: string): Promise<boolean>
  set(user: string, password: string): Promise<'changed' | 'policy' | 'protected'>
}

interface Visitor {
  user: string
  passed: boolean
  readonly csrf: string
}

const page = (text: string) => `<html><body><h1>Password help</h1><p>${text}</p></body></html>`
const form = (csrf: string, text: string) =>
  page(`${text}<form><input type="hidden" name="csrf" value="${csrf}"></form>`)

const formOf = async (request: IncomingMessage) => {
  const chunks: string[] = []
  for await (const chunk of request) chunks.push(String(chunk))
  return new URLSearchParams(chunks.join(''))
}

const SET = {
  changed: 'Your password has been changed.',
  policy: 'The password does not meet the rules.',
  protected: 'This account is protected.',
} as const

/** Serves the portal of `examples/form-portal.yaml` on a free port: cookies, hidden fields and words, no JSON. */
export async function openFormPortal(identity: Identity, backend: FormPortalBackend) {
  const visitors = new Map<string, Visitor>()

  const PAGES: Readonly<
    Record<string, (visitor: Visitor, fields: URLSearchParams) => Promise<string>>
  > = {
    async '/reset'(visitor, fields) {
      const user = fields.get('user') ?? ''
      const found = await backend.begin(user)
      if (found === 'unknown') return page('No such account.')
      if (found === 'down') return page('Password reset is not available now.')
      visitor.user = user
      return form(visitor.csrf, 'Enter the code of your app.')
    },
    async '/reset/code'(visitor, fields) {
      visitor.passed = await backend.pass(visitor.user, fields.get('code') ?? '')
      return form(visitor.csrf, visitor.passed ? 'Choose a new password.' : 'Wrong code.')
    },
    async '/reset/password'(visitor, fields) {
      if (!visitor.passed) return page('Enter the code first.')
      const first = fields.get('first') ?? ''
      if (first !== fields.get('second')) return form(visitor.csrf, 'The two do not match.')
      return form(visitor.csrf, SET[await backend.set(visitor.user, first)])
    },
  }

  const server = createServer(
    { cert: readFileSync(identity.certFile), key: readFileSync(identity.keyFile), noDelay: true },
    (request, reply) => {
      const answer = async () => {
        const fields = await formOf(request)
        const visitor = visitors.get(/visit=([^;]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '')
        if (request.method === 'GET') {
          const [name, csrf] = [randomUUID(), randomUUID()]
          visitors.set(name, { user: '', passed: false, csrf })
          reply.setHeader('set-cookie', `visit=${name}; Secure; HttpOnly`)
          return form(csrf, 'Who are you?')
        }
        const show = PAGES[request.url ?? '']
        // A form of another visit, or of none.
        if (visitor === undefined || show === undefined || fields.get('csrf') !== visitor.csrf) {
          reply.statusCode = 403
          return page('Begin again.')
        }
        return show(visitor, fields)
      }
      answer().then(
        (text) => reply.end(text),
        () => {
          reply.statusCode = 500
          reply.end(page('Something went wrong.'))
        },
      )
    },
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    port: address.port,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
