import { readdir, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { System } from '../../target/system.ts'
import type { Capabilities } from './capabilities.ts'

/** The agent's state directory as the operating system shows it, where the agent tells one. */
export function agentStateOf(system: System): Capabilities['agentState'] | undefined {
  const top = system.roles.running('agent').reply.stateDir
  if (top === undefined) return undefined
  return {
    async entries() {
      const found = await readdir(top, { recursive: true, withFileTypes: true })
      const paths = [top, ...found.map((entry) => join(entry.parentPath, entry.name))]
      return Promise.all(
        paths.map(async (path) => {
          const { mode } = await stat(path)
          return { name: relative(top, path) || '.', mode: mode & 0o777 }
        }),
      )
    },
  }
}
