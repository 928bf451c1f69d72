import { encodeMessage } from '../../protocol/amqp-message.ts'
import { type SealingKeys, sealHeartbeat } from '../../protocol/message.ts'
import { choices } from '../choice.ts'
import type { Behind, FuzzEdge, Wire } from '../edge.ts'
import { SERVED } from '../identities.ts'
import { AMQP_HEADER, attach, begin, CLOSE, FALSE, frame, open, sasl } from './amqp-bytes.ts'
import { isOver, judgeTransfers, MESSAGES_AT_ONCE, OUT, transfers } from './amqp-wires.ts'
import { type Readable, readableOf, sealReadable } from './holder.ts'

/** Longer than any group takes, so that what is late is found, and not dropped. */
const TTL_MS = 60_000

const messageOf = (body: Buffer) => encodeMessage({ body, ttlMs: TTL_MS })

/** One in four is damaged after it was sealed: nothing of that may be believed. */
function damaged(sealed: Buffer, choose: (limit: number) => number): Buffer {
  if (choose(4) > 0) return sealed
  const at = choose(sealed.length)
  sealed.writeUInt8(sealed.readUInt8(at) ^ (1 << choose(8)), at)
  return sealed
}

const sealOne = (keys: SealingKeys, readable: Readable) =>
  sealReadable(keys, keys.publicKey, readable, Date.now() + TTL_MS)

/** As a holder of the keys would seal it; what is no package goes as it is. */
function asSealed(keys: SealingKeys, input: Buffer): Buffer {
  const readable = readableOf(input)
  if (readable === undefined) return input
  return damaged(sealOne(keys, readable), choices(input))
}

const asTheyAre = (inputs: readonly Buffer[]) => inputs

interface Way {
  readonly behind: Behind
  readonly login: { readonly username: string; readonly password: string }
  readonly address: string
  /** What has to be taken whatever came before. */
  readonly probe: () => Buffer
}

const wireOf = (
  { behind, login, address, probe }: Way,
  messages: (inputs: readonly Buffer[]) => readonly Buffer[],
  corpus: readonly Buffer[],
): Wire => ({
  role: 'relay',
  behind,
  groupSize: MESSAGES_AT_ONCE,
  connections: 4,
  takes: () => true,
  halfCloses: false,
  corpus,
  write: (inputs) => [
    sasl(login),
    Buffer.concat([
      AMQP_HEADER,
      frame(open()),
      frame(begin()),
      frame(attach('out', OUT, FALSE, address)),
    ]),
    Buffer.concat([
      ...transfers(inputs.length === 0 ? [messageOf(probe())] : messages(inputs)),
      CLOSE,
    ]),
  ],
  isOver,
  judge: judgeTransfers,
})

/** What tells how many messages are in line for whom. */
export interface Counters {
  requests(): ReturnType<Behind['counters']>
  results(): ReturnType<Behind['counters']>
}

/**
 * Through the relay with the portal's credential to the agent that runs, and with the agent's to the
 * portal: packages sealed under their keys, or damaged after that, and messages that are hardly any.
 */
export function packageWires(
  { corpus }: FuzzEdge,
  keys: SealingKeys,
  counters: Counters,
): Readonly<Record<string, Wire>> {
  const [unlock] = corpus
  const heartbeat = () =>
    sealHeartbeat(keys, {
      version: { major: 1, minor: 0, patch: 0 },
      operations: 0,
      refusals: 0,
      uptimeSeconds: 1,
      sentAtMs: Date.now(),
    })
  const toAgent: Way = {
    behind: { role: 'agent', counters: counters.requests },
    login: SERVED.portal,
    address: `${SERVED.tenant}/requests`,
    probe: () => asSealed(keys, unlock ?? Buffer.alloc(0)),
  }
  const toPortal: Way = {
    behind: { role: 'portal', counters: counters.results },
    login: SERVED.agent,
    address: `${SERVED.tenant}/results`,
    probe: heartbeat,
  }
  const packages = (inputs: readonly Buffer[]) =>
    inputs.map((input) => messageOf(asSealed(keys, input)))
  const whole = corpus.map((input) => messageOf(input))
  return {
    'package-to-agent': wireOf(toAgent, packages, corpus),
    'message-to-agent': wireOf(toAgent, asTheyAre, whole),
    'package-to-portal': wireOf(toPortal, packages, corpus),
    'message-to-portal': wireOf(toPortal, asTheyAre, whole),
  }
}
