import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { caughtUp } from './behind.ts'
import { spawnRole } from './role-child.ts'
import { requireSound } from './sound.ts'

const MIB = 2 ** 20
const sound = {
  death: () => undefined,
  said: () => '',
  drain: () => Promise.resolve({ operations: 3, refusals: 3 }),
  residentBytes: () => Promise.resolve(100 * MIB),
}

it('a role that lives, is silent and holds little is sound', async () => {
  const health = await requireSound('agent', sound, 90 * MIB)
  expect(health).toMatchObject({ beforeBytes: 90 * MIB, afterBytes: 100 * MIB })
})

it.each([
  ['died', { death: () => 'the agent died (1)' }],
  ['wrote to stderr: boom', { said: () => 'boom' }],
  ['somebody unknown', { drain: () => Promise.resolve({ operations: 3, refusals: 2 }) }],
  ['513 MiB more', { residentBytes: () => Promise.resolve(613 * MIB) }],
])('an agent is found that %s', async (told, flaw) => {
  await expect(requireSound('agent', { ...sound, ...flaw }, 100 * MIB)).rejects.toThrow(told)
})

const counters = () => Promise.resolve({ enqueued: 3, settled: 1, expired: 1 })

it('a role that leaves a message is found', async () => {
  const behind = { role: 'agent', counters } as const
  await expect(caughtUp(behind, 30)).rejects.toThrow('the agent left 1 of 3 messages')
})

/** A process in a role's place. */
async function startAs(source: string) {
  const folder = await mkdtemp(join(tmpdir(), 'fuzz-'))
  const file = join(folder, 'role.mjs')
  await writeFile(file, source)
  const child = spawnRole('relay', pathToFileURL(file))
  return {
    child,
    async stop() {
      await child.stop()
      await rm(folder, { recursive: true })
    },
  }
}

it('a rejection that a role does not handle ends it, and is found with its text', async () => {
  const { child, stop } = await startAs(`process.stdin.once('data', () => Promise.reject('lost'))`)
  await expect(child.drain()).rejects.toThrow('lost')
  await expect(requireSound('relay', child, 0)).rejects.toThrow('the relay died (1)')
  await stop()
})

it('a role that outgrows its heap dies of it, and is found', async () => {
  const { child, stop } = await startAs(
    `const all = []; setInterval(() => all.push(new Array(1e7).fill(0.5)), 1)`,
  )
  expect(await child.diedWithin(20_000)).toContain('heap out of memory')
  await stop()
}, 25_000)
