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

const ESTABLISHED = '01'
/** A UDP socket that was connected to a peer. */
const UDP_WITH_PEER = '01'

/** All rows of the tables as the process sees them, with the sockets that are its own. */
async function rowsOf(pid: number) {
  const inodes = await socketInodes(pid)
  const tables = await Promise.all(
    TABLES.map(async ({ path, listens }) => {
      const table = await readFile(`/proc/${pid}/net/${path}`, 'utf8').catch(() => '')
      const lines = table.split('\n').slice(1)
      return lines.map((line) => {
        const [, local = '', remote = '', state = '', , , , , , inode = ''] = line
          .trim()
          .split(/\s+/)
        return { pid, path, listens, local, remote, state, inode, inodes }
      })
    }),
  )
  return tables.flat()
}

const tableRows = async (pids: readonly number[]) => (await Promise.all(pids.map(rowsOf))).flat()

/** Ports that processes have connections to, by protocol: `tcp 5671`. */
export async function connectedPorts(pids: readonly number[]): Promise<string[]> {
  const found = new Set<string>()
  for (const { path, remote, state, inodes, inode } of await tableRows(pids)) {
    const isConnected = path.startsWith('tcp') ? state === ESTABLISHED : state === UDP_WITH_PEER
    const port = Number.parseInt(remote.split(':')[1] ?? '0', 16)
    if (isConnected && port !== 0 && inodes.has(inode)) found.add(`${path.slice(0, 3)} ${port}`)
  }
  return [...found]
}

/** `tcp 0100007F:1F90`: the table and the local address as the kernel prints it. */
export async function listeningSockets(pids: readonly number[]): Promise<string[]> {
  const rows = await tableRows(pids)
  return rows
    .filter(({ listens, state, inodes, inode }) => listens(state) && inodes.has(inode))
    .map(({ path, local, pid }) => `${path} ${local} (process ${pid})`)
}

/** The process and all its descendants. */
export async function processTree(pid: number): Promise<number[]> {
  // One that has just ended has none.
  const tasks = await readdir(`/proc/${pid}/task`).catch(() => [])
  const lists = await Promise.all(
    tasks.map((task) => readFile(`/proc/${pid}/task/${task}/children`, 'utf8').catch(() => '')),
  )
  const children = lists.join(' ').split(/\s+/).filter(Boolean).map(Number)
  const below = await Promise.all(children.map(processTree))
  return [pid, ...below.flat()]
}
