import { type Answer, Finding, type Wire } from '../edge.ts'
import { CLIENT } from '../identities.ts'

const BASIC = Buffer.from(`${CLIENT.tenant}:${CLIENT.password}`).toString('base64')

/** The only address that lets the inputs in: whoever else asks is nobody. */
const UPLOAD = '/synchronisation'

function requestOf(path: string, body: Buffer): Buffer {
  const method = path.startsWith('/tenants') ? 'PUT' : 'POST'
  const authorization = path === UPLOAD ? `Basic ${BASIC}` : 'Bearer e30.e30.e30'
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'Host: portal',
    `Authorization: ${authorization}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    '\r\n',
  ]
  return Buffer.concat([Buffer.from(lines.join('\r\n')), body])
}

const FAREWELL = Buffer.from('GET /farewell HTTP/1.1\r\nHost: portal\r\n\r\n')
/** What the portal says about an address that it does not have, and about no other here. */
const FAREWELL_ANSWER = 'no GET here'
const STATUS = /HTTP\/1\.1 (\d{3}) /g
/** 503: too many at once, which is an answer of the portal. */
const ALLOWED_5XX = 503

const statusesIn = (bytes: Buffer) =>
  [...bytes.toString('latin1').matchAll(STATUS)].map(([, code]) => Number(code))

const isFarewellAnswered = (bytes: Buffer) => bytes.includes(FAREWELL_ANSWER)

/** How many statuses there are; throws Finding for an internal error, and for more done than may be. */
function countAnswers({ bytes }: Answer, mostDone: number): number {
  const statuses = statusesIn(bytes)
  const failed = statuses.find((status) => status >= 500 && status !== ALLOWED_5XX)
  if (failed !== undefined) throw new Finding(`the portal answered ${failed}`)
  if (statuses.filter((status) => status < 300).length > mostDone) {
    throw new Finding('the portal did something for somebody unknown')
  }
  return statuses.length
}

/** Bodies in requests that are framed right, many a connection; and requests that are none, one each. */
export function httpWires(paths: readonly string[]) {
  const pathOf = (body: Buffer, at: number) => paths[(at + body.length) % paths.length] ?? UPLOAD
  const bodies: Wire = {
    role: 'portal',
    groupSize: 20,
    connections: 16,
    takes: () => true,
    halfCloses: false,
    write: (inputs) => [
      Buffer.concat([...inputs.map((body, at) => requestOf(pathOf(body, at), body)), FAREWELL]),
    ],
    isOver: isFarewellAnswered,
    judge: (answer, inputs) =>
      Math.min(
        inputs.length,
        countAnswers(answer, inputs.filter((body, at) => pathOf(body, at) === UPLOAD).length),
      ),
  }
  const framing: Wire = {
    role: 'portal',
    groupSize: 1,
    connections: 16,
    corpus: paths
      .filter((path) => path !== UPLOAD)
      .map((path) => requestOf(path, Buffer.from('{"user":"nobody"}'))),
    takes: () => true,
    halfCloses: true,
    write: (inputs) => (inputs.length === 0 ? [FAREWELL] : [Buffer.concat(inputs)]),
    isOver: isFarewellAnswered,
    judge: (answer, inputs) =>
      Math.min(inputs.length, countAnswers(answer, 0) + (answer.ended ? 1 : 0)),
  }
  return { http: bodies, 'http-framing': framing }
}
