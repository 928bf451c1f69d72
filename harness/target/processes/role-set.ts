import { type ProgramName, type RoleName, roleOf } from '../../contract/edge.ts'
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
  spawn(program: ProgramName): Promise<Spawned>
  start(program: ProgramName, body: StartBody, options?: StartOptions): Promise<RoleProcess>
  running(program: ProgramName): RoleProcess
  all(): readonly RoleProcess[]
  /** Ends the role, and its process with it unless programs are kept. */
  stop(program: ProgramName): Promise<void>
  /** Ends the process at once, without a chance to say goodbye. */
  kill(program: ProgramName): Promise<void>
  /** Starts a stopped or killed role as it was: same configuration, state directory and port. */
  restart(program: ProgramName): Promise<RoleProcess>
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
  const spawnedRoles = new Map<ProgramName, Spawned>()
  const started = new Map<ProgramName, RoleProcess>()
  const before = new Map<ProgramName, RoleProcess>()
  const asked = new Set<Spawned>()
  const died = deferred<RoleDied>()

  const spawnedOf = (program: ProgramName) => {
    const spawned = spawnedRoles.get(program)
    if (spawned === undefined)
      throw new TargetError(roleOf(program), 'is not running', 'start it first')
    return spawned
  }

  async function spawn(program: ProgramName) {
    const spawned = await spawnRole(roleOf(program), command(roleOf(program)), (line) =>
      onStderr(roleOf(program), line),
    )
    spawnedRoles.set(program, spawned)
    const watch = async () => {
      const how = await spawned.channel.ended
      if (!asked.has(spawned)) died.resolve(new RoleDied(roleOf(program), how))
    }
    void watch()
    return spawned
  }

  async function start(program: ProgramName, body: StartBody, options: StartOptions = {}) {
    const process = await startRole(roleOf(program), spawnedOf(program), body, options)
    started.set(program, process)
    return process
  }

  const leave = async (program: ProgramName, end: (spawned: Spawned) => Promise<unknown>) => {
    const spawned = spawnedOf(program)
    const process = started.get(program)
    if (process !== undefined) before.set(program, process)
    asked.add(spawned)
    started.delete(program)
    spawnedRoles.delete(program)
    await end(spawned)
  }

  return {
    spawn,
    start,
    running(program) {
      const process = started.get(program)
      if (process === undefined)
        throw new TargetError(roleOf(program), 'is not running', 'start it first')
      return process
    },
    all: () => [...started.values()],
    stop: (program) => leave(program, ({ channel }) => channel.leave()),
    kill: (program) =>
      leave(program, ({ channel }) => {
        channel.kill()
        return channel.ended
      }),
    async restart(program) {
      const last = before.get(program)
      if (last === undefined)
        throw new TargetError(roleOf(program), 'was never started', 'start it first')
      const { channel, hello } = await spawn(program)
      if (hasClock({ hello })) await channel.ask('advance', { to: now(), mode: 'jump' })
      return start(program, last.body, { port: firstPort(last) })
    },
    died: died.promise,
    async close() {
      // The agent first: it says goodbye through the others.
      const order: ProgramName[] = ['agent', 'portal', 'relay', 'second-relay', 'directory']
      for (const program of order) {
        if (spawnedRoles.has(program)) await leave(program, ({ channel }) => channel.leave())
      }
    },
  }
}
