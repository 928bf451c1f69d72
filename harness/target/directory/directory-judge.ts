import { readFileSync } from 'node:fs'
import ldapjs from 'ldapjs'
import type { Edge } from '../../contract/edge.ts'
import { generalizedTimeMs } from './generalized-time.ts'
import { type JudgedEntry, type JudgeSearch, MOST_PER_PAGE, searchOn } from './judge-search.ts'

/**
 * The judge's eye on a directory, over ldapjs: a second, independent LDAP implementation, so that one
 * library's mistake cannot both make and hide an error. Kept to what ldapjs does right: bind by user
 * principal name, search by ASCII filter under an ASCII base, error text from the parsed response.
 */
export interface DirectoryJudge {
  /** Binds with the password. Never reject for refused credentials. */
  bind(userPrincipalName: string, password: string): Promise<BindVerdict>
  /** One account's attributes, read with the given reader's rights. Undefined: no such account. */
  read(
    base: string,
    userPrincipalName: string,
    attributes: readonly string[],
  ): Promise<JudgedEntry | undefined>
  /** As `read`, everybody's under the base who has a user principal name: by it, in lower case. */
  readAll(base: string, attributes: readonly string[]): Promise<ReadonlyMap<string, JudgedEntry>>
  /** By how much the directory's clock is ahead of this machine's, to a second; undefined: it does not tell its time. */
  aheadMs(): Promise<number | undefined>
  close(): void
}

export type BindVerdict =
  | { readonly accepted: true }
  /** `data` is the hex code of Active Directory's text: 52e wrong password, 775 locked, 773, 532, 533, 701. */
  | {
      readonly accepted: false
      readonly code: number
      readonly data: string
      readonly text: string
    }

const DATA = /AcceptSecurityContext error, data ([0-9a-f]+), v/i

/** ldapjs drops the server's text from its errors (its issue 878): take it from the parsed message. */
const listenForText = (client: ldapjs.Client, heard: (text: string) => void) => {
  const tracker: unknown = Reflect.get(client, '_tracker')
  if (typeof tracker !== 'object' || tracker === null) return
  const parser: unknown = Reflect.get(tracker, 'parser')
  if (!(typeof parser === 'object' && parser !== null && 'on' in parser)) return
  const on: unknown = parser.on
  if (typeof on !== 'function') return
  on.call(parser, 'message', (message: unknown) => {
    if (typeof message !== 'object' || message === null) return
    const text: unknown = Reflect.get(message, 'diagnosticMessage')
    if (typeof text === 'string') heard(text.replace(/\0+$/, '').trim())
  })
}

const codeOf = (error: unknown): number => {
  const code: unknown =
    typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined
  return typeof code === 'number' ? code : -1
}

class Connection {
  readonly #client: ldapjs.Client
  readonly #ready: Promise<void>
  #text = ''
  #queue: Promise<unknown> = Promise.resolve()

  constructor(edge: Edge, timeoutMs: number) {
    this.#client = ldapjs.createClient({
      url: `ldaps://${edge.host}:${edge.port}`,
      tlsOptions: { ca: [readFileSync(edge.caFile)], servername: edge.servername },
      timeout: timeoutMs,
      connectTimeout: timeoutMs,
    })
    this.#ready = new Promise((resolve, reject) => {
      this.#client.once('connect', () => {
        listenForText(this.#client, (text) => {
          this.#text = text
        })
        resolve()
      })
      for (const event of ['error', 'connectError', 'connectTimeout', 'setupError']) {
        this.#client.on(event, (error: unknown) =>
          reject(error instanceof Error ? error : new Error(`directory: ${event}`)),
        )
      }
    })
    this.#ready.catch(() => undefined)
  }

  /** One request at a time: a bind changes who the connection is. */
  run<T>(work: (client: ldapjs.Client) => Promise<T>): Promise<T> {
    const mine = this.#queue.then(async () => {
      await this.#ready
      this.#text = ''
      return work(this.#client)
    })
    this.#queue = mine.catch(() => undefined)
    return mine
  }

  get text() {
    return this.#text
  }

  close() {
    this.#client.destroy()
  }
}

const bindOn = (client: ldapjs.Client, name: string, password: string) =>
  new Promise<unknown>((resolve) => {
    client.bind(name, password, (error) => resolve(error ?? null))
  })

const NAME = 'userPrincipalName'
const ANYTHING = '(objectClass=*)'
/** Of the rootDSE ([MS-ADTS] 3.1.1.3.2.2). */
const TIME = 'currentTime'
const EVERYBODY = `(${NAME}=*)`

export interface JudgeOptions {
  readonly edge: Edge
  /** Who reads attributes. */
  readonly reader: { readonly user: string; readonly password: string }
  readonly connections: number
  readonly timeoutMs: number
}

/** Opens the judge's connections lazily; binds are spread over them, reads go over one of their own. */
export function createDirectoryJudge(options: JudgeOptions): DirectoryJudge {
  const { edge, reader, connections, timeoutMs } = options
  const pool: Connection[] = []
  let next = 0
  let reading: Connection | undefined

  const connection = () => {
    const index = next++ % connections
    pool[index] ??= new Connection(edge, timeoutMs)
    return pool[index]
  }

  const search = (what: JudgeSearch) => {
    reading ??= new Connection(edge, timeoutMs)
    return reading.run(async (client) => {
      const refused = await bindOn(client, reader.user, reader.password)
      if (refused !== null) throw new Error('the judge’s own account could not bind')
      return searchOn(client, what)
    })
  }

  return {
    bind(userPrincipalName, password) {
      const on = connection()
      return on.run(async (client) => {
        const error = await bindOn(client, userPrincipalName, password)
        if (error === null) return { accepted: true }
        const code = codeOf(error)
        // Anything but a refusal of credentials says nothing about the password.
        if (code !== 49) throw error instanceof Error ? error : new Error(`bind failed: ${code}`)
        return { accepted: false, code, data: DATA.exec(on.text)?.[1] ?? '', text: on.text }
      })
    },
    async read(base, userPrincipalName, attributes) {
      const filter = `(userPrincipalName=${userPrincipalName})`
      return (await search({ base, filter, attributes })).at(-1)
    },
    async readAll(base, attributes) {
      const named = [...attributes, NAME]
      const found = await search({
        base,
        filter: EVERYBODY,
        attributes: named,
        pageSize: MOST_PER_PAGE,
      })
      return new Map(found.map((entry) => [entry[NAME]?.[0]?.toLowerCase() ?? '', entry]))
    },
    async aheadMs() {
      const askedMs = Date.now()
      const attributes = [TIME]
      const found = await search({ base: '', scope: 'base', filter: ANYTHING, attributes })
      const timeMs = generalizedTimeMs(found[0]?.[TIME]?.[0])
      return timeMs === undefined ? undefined : timeMs - (askedMs + Date.now()) / 2
    },
    close() {
      for (const open of [...pool, reading]) open?.close()
    },
  }
}
