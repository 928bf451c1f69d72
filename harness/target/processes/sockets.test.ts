import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { listeningSockets, processTree } from './sockets.ts'

it('sees a listening socket of a process, and that it is gone', async () => {
  const before = await listeningSockets([process.pid])
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const during = await listeningSockets([process.pid])
  server.close()
  await once(server, 'close')
  const after = await listeningSockets([process.pid])
  expect(during.length).toBe(before.length + 1)
  expect(after).toEqual(before)
})

it('names a process and its children', async () => {
  const { spawn } = await import('node:child_process')
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 10000)'])
  await once(child, 'spawn')
  const tree = await processTree(process.pid)
  child.kill()
  expect(tree).toContain(child.pid)
})
