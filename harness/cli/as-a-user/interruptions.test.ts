import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { processTree } from '../../target/processes/sockets.ts'
import { findRole, inTemporaryFolder, resultIn, runCommand, until } from './testing.ts'

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

describe('a run that is disturbed', () => {
  it.concurrent('blames a role that dies, writes what was judged, leaves no process', async () => {
    await inTemporaryFolder(async (folder) => {
      let tree: number[] = []
      const ran = await runCommand(
        ['conform', '--out', folder, '--only', 'PWB-OPS-3', '--only', 'PWB-BW-2'],
        {
          async during(pid, output) {
            await until(output, /PWB-OPS-3/)
            tree = await processTree(pid)
            process.kill(await findRole(pid, 'directory'), 'SIGKILL')
          },
        },
      )
      const result = await resultIn(folder)
      expect(ran.code).toBe(1)
      expect(result.exit.reason).toMatch(/directory: its process ended \(signal SIGKILL\)/)
      expect(result.requirements.map(({ id }) => id)).toContain('PWB-OPS-3')
      expect(tree.length).toBeGreaterThan(4)
      expect(tree.filter(isAlive)).toEqual([])
    })
  })

  it.concurrent('stops at Ctrl-C, says what was done, leaves no process', async () => {
    await inTemporaryFolder(async (folder) => {
      let tree: number[] = []
      const only = ['--only', 'PWB-OPS-3', '--only', 'PWB-BW-2']
      const ran = await runCommand(['conform', '--out', folder, ...only], {
        async during(pid, output) {
          await until(output, /PWB-OPS-3/)
          tree = await processTree(pid)
          process.kill(pid, 'SIGINT')
        },
      })
      const result = await resultIn(folder)
      expect(ran.code).toBe(130)
      expect(ran.stdout).toMatch(/interrupted/i)
      expect(result.requirements.length).toBeGreaterThan(0)
      expect(tree.filter(isAlive)).toEqual([])
    })
  })

  it.concurrent('does not wait for ever for a role that does not answer', async () => {
    await inTemporaryFolder(async (folder) => {
      let tree: number[] = []
      const ran = await runCommand(['conform', '--only', 'PWB-NET-1', '--out', folder], {
        async during(pid) {
          process.kill(await findRole(pid, 'relay'), 'SIGSTOP')
          await sleep(1_000)
          tree = await processTree(pid)
        },
      })
      expect(ran.code).toBe(4)
      expect(ran.stdout + ran.stderr).toMatch(/relay: no reply to (hello|start) within/)
      expect(tree.filter(isAlive)).toEqual([])
    })
  }, 60_000)

  it.concurrent('names a port in use', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const ran = await runCommand(['serve', '--portal-port', String(port)])
    server.close()
    expect(ran.code).toBe(4)
    expect(ran.stderr).toMatch(/portal: refused start: port-in-use/)
  })

  it.concurrent('names a folder that it cannot write the report to', async () => {
    await inTemporaryFolder(async (folder) => {
      const taken = join(folder, 'file')
      const { writeFile } = await import('node:fs/promises')
      await writeFile(taken, '')
      const ran = await runCommand(['conform', '--only', 'PWB-NET-1', '--out', taken])
      expect(ran.code).toBe(4)
      expect(ran.stderr).toMatch(/cannot write .*: a part of the path is a file/)
    })
  })
})
