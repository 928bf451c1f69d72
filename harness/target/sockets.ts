import { readdir, readFile, readlink } from 'node:fs/promises'

/**
 * What processes listen on, by the operating system's own tables (Linux /proc): TCP sockets in state
 * LISTEN and UDP sockets bound without a peer. Unix sockets are local and not counted.
 */
const TABLES = [
  { path: 'tcp', listens: (state: string) => state === '0A' },
  { path: 'tcp6', listens: (state: string) => state === '0A' },
  { path: 'udp', listens: (state: string) => state === '07' },
  { path: 'udp6', listens: (state: string) => state === '07' },
] as const

async function socketInodes(pid: number): Promise<ReadonlySet<string>> {
  const names = await readdir(`/proc/${pid}/fd`)
  const links = await Promise.all(
    names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => '')),
  )
  return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []))
}

/** `tcp 0100007F:1F90`: the table and the local address as the kernel prints it. */
export async function listeningSockets(pids: readonly number[]): Promise<string[]> {
  const found: string[] = []
  for (const pid of pids) {
    const inodes = await socketInodes(pid)
    for (const { path, listens } of TABLES) {
      const table = await readFile(`/proc/${pid}/net/${path}`, 'utf8').catch(() => '')
      for (const line of table.split('\n').slice(1)) {
        const [, local, , state, , , , , , inode] = line.trim().split(/\s+/)
        if (state !== undefined && listens(state) && inodes.has(inode ?? '')) {
          found.push(`${path} ${local ?? ''} (process ${pid})`)
        }
      }
    }
  }
  return found
}

/** The process and all its descendants. */
export async function processTree(pid: number): Promise<number[]> {
  const tasks = await readdir(`/proc/${pid}/task`)
  const lists = await Promise.all(
    tasks.map((task) => readFile(`/proc/${pid}/task/${task}/children`, 'utf8').catch(() => '')),
  )
  const children = lists.join(' ').split(/\s+/).filter(Boolean).map(Number)
  const below = await Promise.all(children.map(processTree))
  return [pid, ...below.flat()]
}
