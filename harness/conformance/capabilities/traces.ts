import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RoleName } from '../../contract/edge.ts'
import { createCanaryFinder } from '../../target/trust/canary.ts'
import type { System } from '../../target/system.ts'
import type { Capabilities } from './capabilities.ts'

/** Real time: programs gather lines before they write them. */
const WRITTEN_WITHIN_MS = 500
const CONTROL_FILE = 'traces-control.txt'

const filesBelow = async (directory: string) => {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

/** A process that ended meanwhile, or one of another user, has nothing to read. */
const contentOf = (path: string) => readFile(path).catch(() => Buffer.alloc(0))

/** What the system's parts leave behind on this machine: files of the run, arguments, environments. */
export function tracesOf(system: System): Capabilities['traces'] {
  const top = join(system.plan.runDir, system.plan.name)
  const agentState = () => system.roles.running('agent').reply.stateDir ?? join(top, 'agent')

  async function placesOf(roles: readonly RoleName[]) {
    const hidden = roles.includes('agent') ? undefined : agentState()
    const all = await filesBelow(top)
    const files = all.filter((path) => hidden === undefined || !path.startsWith(hidden))
    const pids = roles.flatMap((role) => system.roles.running(role).reply.pids)
    return [
      ...files.map((path) => ({ path, name: relative(top, path) })),
      ...pids.flatMap((pid) =>
        ['cmdline', 'environ'].map((what) => ({
          path: `/proc/${pid}/${what}`,
          name: `${what} of process ${pid}`,
        })),
      ),
    ]
  }

  return {
    async find(secrets, roles) {
      await Promise.all([sleep(WRITTEN_WITHIN_MS), ...roles.map(system.time.drained)])
      const finder = createCanaryFinder(secrets)
      const places = await placesOf(roles)
      const found: { place: string; form: string }[] = []
      for (const { path, name } of places) {
        for (const form of finder.find(await contentOf(path))) found.push({ place: name, form })
      }
      return { found, looked: places.length }
    },
    async withControl(secret, look) {
      const path = join(top, CONTROL_FILE)
      await writeFile(path, secret, { mode: 0o600 })
      try {
        return await look()
      } finally {
        await rm(path, { force: true })
      }
    },
  }
}
