import { readFile } from 'node:fs/promises'
import { Agent, get } from 'node:https'
import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import type { Edge } from '../../harness/contract/edge.ts'
import { withBareChain } from './bare-chain.ts'
import { FRAME_BYTES, frameOf, numberOf, onFrames } from './bare-chain-frames.ts'
import { WORK } from './bare-chain-work.ts'

const ask = async ({ host, port, servername, caFile }: Edge, agent: Agent) => {
  const request = get({ host, port, servername, agent, ca: await readFile(caFile) })
  const [response] = await once(request, 'response')
  await once(response.resume(), 'end')
  return response.statusCode
}

it('finds the frames of a stream, however its bytes come', () => {
  const stream = new PassThrough()
  const seen: number[] = []
  onFrames(stream, (frame) => seen.push(numberOf(frame)))
  const bytes = Buffer.concat([1, 2, 3].map(frameOf))
  stream.write(bytes.subarray(0, 3))
  stream.write(bytes.subarray(3, FRAME_BYTES + 1))
  stream.write(bytes.subarray(FRAME_BYTES + 1))
  expect(seen).toEqual([1, 2, 3])
})

it('opens once and asks the directory twice for each, before it answers', () => {
  const did: string[] = []
  const waiting: (() => void)[] = []
  const next = (answer: () => void) => void waiting.push(answer)
  WORK.agent(next, () => did.push('opened'))(() => did.push('answered'))
  expect([did, waiting.length]).toEqual([['opened'], 1])
  waiting[0]?.()
  expect([did, waiting.length]).toEqual([['opened'], 2])
  waiting[1]?.()
  expect(did).toEqual(['opened', 'answered'])
})

it('answers each of many at once, and is gone afterwards', { timeout: 30_000 }, async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 })
  let chain: Edge | undefined
  const statuses = await withBareChain((edge) => {
    chain = edge
    return Promise.all(Array.from({ length: 20 }, () => ask(edge, agent)))
  })
  agent.destroy()
  expect(statuses).toEqual(Array.from({ length: 20 }, () => 200))
  const { port } = chain ?? { port: 0 }
  await expect(fetch(`https://127.0.0.1:${port}/`)).rejects.toMatchObject({
    cause: { code: 'ECONNREFUSED' },
  })
})
