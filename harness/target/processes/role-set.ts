import type { RoleName } from '../../contract/edge.ts'
import { deferred } from '../deferred.ts'
import { RoleDied, TargetError } from '../errors.ts'
import {
  type Command,
  type RoleProcess,
  type Spawned,
  type StartBody,
  type StartOptions,
  spawnRole,
  startRole,
} from './role-process.ts'

/** The processes of one system: spawned, started, watched, restarted, ended by id. */
export interface RoleSet {
  /** Spawns a role's program; the role itself starts with `start`. */
  spawn(role: RoleName): Promise<Spawned>
  start(role: RoleName, body: StartBody, options?: StartOptions): Promise<RoleProcess>
  running(role: RoleName): RoleProcess
  all(): readonly RoleProcess[]
  /** Ends the role, and its process with it unless programs are kept. */
  stop(role: RoleName): Promise<void>
  /** Ends the process at once, without a chance to say goodbye. */
  kill(role: RoleName): Promise<void>
  /** Starts a stopped or killed role as it was: same configuration, state directory and port. */
  restart(role: RoleName): Promise<RoleProcess>
  /** Resolves with the first role that ends although nobody asked it to. */
  readonly died: Promise<RoleDied>
  close(): Promise<void>
}

export interface RoleSetOptions {
  readonly command: (role: RoleName) => Command
  readonly onStderr: (role: RoleName, line: string) => void
  /** The other roles' time, which a restarted role must come back at. Milliseconds since the epoch. */
  readonly now: () => number
}

/** Whether the role's time can be moved. */
export const hasClock = ({ hello }: Pick<RoleProcess, 'hello'>) => hello.verbs.includes('advance')

const firstPort = (started: RoleProcess) => Object.values(started.reply.listening)[0]?.port

export function createRoleSet({ command, onStderr, now }: RoleSetOptions): RoleSet {
  const spawnedRoles = new Map<RoleName, Spawned>()
  const started = new Map<RoleName, RoleProcess>()
  const before = new Map<RoleName, RoleProcess>()
  const asked = new Set<Spawned>()
  const died = deferred<RoleDied>()

  const spawnedOf = (role: RoleName) => {
    const spawned = spawnedRoles.get(role)
    if (spawned === undefined) throw new TargetError(role, 'is not running', 'start it first')
    return spawned
  }

  async function spawn(role: RoleName) {
    const spawned = await spawnRole(role, command(role), (line) => onStderr(role, line))
    spawnedRoles.set(role, spawned)
    const watch = async () => {
      const how = await spawned.channel.ended
      if (!asked.has(spawned)) died.resolve(new RoleDied(role, how))
    }
    void watch()
    return spawned
  }

  async function start(role: RoleName, body: StartBody, options: StartOptions = {}) {
    const process = await startRole(role, spawnedOf(role), body, options)
    started.set(role, process)
    return process
  }

  const leave = async (role: RoleName, end: (spawned: Spawned) => Promise<unknown>) => {
    const spawned = spawnedOf(role)
    const process = started.get(role)
    if (process !== undefined) before.set(role, process)
    asked.add(spawned)
    started.delete(role)
    spawnedRoles.delete(role)
    await end(spawned)
  }

  return {
    spawn,
    start,
    running(role) {
      const process = started.get(role)
      if (process === undefined) throw new TargetError(role, 'is not running', 'start it first')
      return process
    },
    all: () => [...started.values()],
    stop: (role) => leave(role, ({ channel }) => channel.leave()),
    kill: (role) =>
      leave(role, ({ channel }) => {
        channel.kill()
        return channel.ended
      }),
    async restart(role) {
      const last = before.get(role)
      if (last === undefined) throw new TargetError(role, 'was never started', 'start it first')
      const { channel, hello } = await spawn(role)
      if (hasClock({ hello })) await channel.ask('advance', { to: now(), mode: 'jump' })
      return start(role, last.body, { port: firstPort(last) })
    },
    died: died.promise,
    async close() {
      // The agent first: it says goodbye through the others.
      const order: RoleName[] = ['agent', 'portal', 'relay', 'directory']
      for (const role of order) {
        if (spawnedRoles.has(role)) await leave(role, ({ channel }) => channel.leave())
      }
    },
  }
}
