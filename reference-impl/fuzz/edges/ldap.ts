import { BerReader, InvalidAsn1Error } from 'ldapts'
import { parseDn } from '../../directory/ldap/dn.ts'
import { MessageSplitter } from '../../directory/ldap/framing.ts'
import {
  MalformedMessage,
  MAX_MESSAGE_BYTES,
  RESPONSE_TAG,
  TAG,
} from '../../directory/ldap/protocol.ts'
import { decodeRequest } from '../../directory/ldap/request.ts'
import { type FuzzEdge, Finding, verdictOf } from '../edge.ts'

const element = (tag: number, ...content: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(content)
  const length = Buffer.from([0x82, body.length >> 8, body.length & 0xff])
  return Buffer.concat([Buffer.from([tag]), length, body])
}
const text = (value: string, tag = 0x04) => element(tag, Buffer.from(value))
const integer = (value: number, tag = 0x02) => element(tag, Buffer.from([value]))
const NO = element(0x01, Buffer.from([0]))
const message = (...parts: readonly Buffer[]) => element(0x30, integer(1), ...parts)

const NOBODY = 'CN=no one,OU=Staff,DC=corp,DC=test'
const password = element(0x31, element(0x04, Buffer.from('"Some-Passw0rd"', 'utf16le')))
const change = (operation: number) =>
  element(0x30, integer(operation, 0x0a), element(0x30, text('unicodePwd'), password))
const search = (filter: Buffer, base = NOBODY) =>
  element(
    0x63,
    text(base),
    integer(0, 0x0a),
    integer(0, 0x0a),
    integer(0),
    integer(0),
    NO,
    filter,
    element(0x30, text('objectClass'), text('*')),
  )
const equal = element(0xa3, text('sAMAccountName'), text('nobody'))
const control = (oid: string, value: Buffer) =>
  element(0xa0, element(0x30, text(oid), NO, element(0x04, value)))
const PAGE = element(0x30, integer(10), text('cookie'))

const SAMPLES = [
  message(element(TAG.bind, integer(3), text('nobody@corp.test'), text('wrong', 0x80))),
  message(element(TAG.bind, integer(3), text(''), element(0xa3, text('GSSAPI'), text('token')))),
  message(search(text('objectClass', 0x87))),
  message(search(element(0xa0, equal, element(0xa2, equal), element(0xa1, equal, equal)))),
  message(
    search(
      element(0xa4, text('cn'), element(0x30, text('a', 0x80), text('b', 0x81), text('c', 0x82))),
    ),
    control('1.2.840.113556.1.4.319', PAGE),
  ),
  message(
    search(
      element(0xa9, text('1.2.840.113556.1.4.803', 0x81), text('flags', 0x82), text('2', 0x83)),
    ),
  ),
  message(element(TAG.modify, text(NOBODY), element(0x30, change(2)))),
  message(
    element(TAG.modify, text(NOBODY), element(0x30, change(1), change(0))),
    control('1.2.840.113556.1.4.2239', Buffer.from('3003020101', 'hex')),
  ),
  message(element(TAG.add, text(NOBODY), element(0x30, element(0x30, text('cn'), password)))),
  message(text(NOBODY, TAG.delete)),
  message(element(TAG.extended, text('1.3.6.1.4.1.4203.1.11.3', 0x80))),
]

const messagesIn = (bytes: Buffer): Buffer[] => {
  const splitter = new MessageSplitter(MAX_MESSAGE_BYTES)
  splitter.push(bytes)
  const messages: Buffer[] = []
  for (let next = splitter.next(); next !== undefined; next = splitter.next()) messages.push(next)
  return messages
}

function read(bytes: Buffer): void {
  for (const one of messagesIn(bytes)) {
    const { operation } = decodeRequest(one)
    if (operation.kind === 'search') parseDn(operation.base)
    if (operation.kind === 'modify' || operation.kind === 'delete') parseDn(operation.dn)
  }
}

const WRITTEN: readonly number[] = [RESPONSE_TAG.modify, RESPONSE_TAG.add, RESPONSE_TAG.delete]

/** The tag of an answer's operation, and its result code where it ends one. */
function answerOf(one: Buffer): { tag: number; code: number } {
  const reader = new BerReader(one)
  reader.readSequence()
  reader.readInt()
  const tag = reader.readSequence() ?? 0
  return { tag, code: tag === TAG.searchEntry ? 0 : (reader.readEnumeration() ?? 0) }
}

/** Nobody who is not known may write; whether it is so is told by the directory's own answers. */
function answersIn(answer: Buffer): number {
  const answers = messagesIn(answer).map(answerOf)
  const applied = answers.find(({ tag, code }) => WRITTEN.includes(tag) && code === 0)
  if (applied !== undefined) throw new Finding('the directory wrote for somebody unknown')
  return answers.filter(({ tag }) => tag !== TAG.searchEntry).length
}

const decode = (bytes: Buffer) => verdictOf(() => read(bytes), [MalformedMessage, InvalidAsn1Error])

/** Not answered: the one ends the connection, the other an operation. */
const UNANSWERED = ['unbind', 'abandon']

/** Whether the input is messages and nothing else: a part of one would swallow what is sent after it. */
function isAnswered(input: Buffer): boolean {
  if (decode(input) === 'refused') return false
  const messages = messagesIn(input)
  const sizeBytes = messages.reduce((sum, { length }) => sum + length, 0)
  return (
    sizeBytes === input.length &&
    messages.length > 0 &&
    messages.every((one) => !UNANSWERED.includes(decodeRequest(one).operation.kind))
  )
}

/** Asks for the root entry, which anybody may read: its entry and its end say that the directory works. */
const FAREWELL_ID = 0x7a_6b_5c
const ROOT = element(
  0x30,
  element(0x02, Buffer.from([0x7a, 0x6b, 0x5c])),
  search(text('objectClass', 0x87), ''),
)
const isFarewell = (one: Buffer) => {
  const reader = new BerReader(one)
  reader.readSequence()
  return reader.readInt() === FAREWELL_ID
}
const isOver = (heard: Buffer) => messagesIn(heard).filter(isFarewell).length > 1

/** LDAP messages at the directory: those that it can read many a connection, the others end theirs. */
export const ldapEdge: FuzzEdge = {
  corpus: SAMPLES,
  decode,
  wires: {
    ldap: {
      role: 'directory',
      groupSize: 64,
      connections: 16,
      takes: isAnswered,
      halfCloses: false,
      write: (inputs) => [Buffer.concat([...inputs, ROOT])],
      isOver,
      judge: ({ bytes }, inputs) => Math.min(inputs.length, answersIn(bytes)),
    },
    'ldap-framing': {
      role: 'directory',
      groupSize: 1,
      connections: 16,
      takes: (input) => !isAnswered(input),
      halfCloses: true,
      write: (inputs) => [inputs.length === 0 ? ROOT : Buffer.concat(inputs)],
      isOver,
      judge: ({ bytes, ended }, inputs) =>
        Math.min(inputs.length, answersIn(bytes) + (ended ? 1 : 0)),
    },
  },
}
