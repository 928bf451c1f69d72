import type { RoleName } from '../contract/edge.ts'
import type { ControlChannel } from './control-channel.ts'
import { deferred } from './deferred.ts'
import { RoleDied, TargetError } from './errors.ts'
import { type RoleProcess, type StartBody, spawnRole, startRole } from './role-process.ts'

/** The processes of one system: spawned, started, watched, restarted, ended by id. */
export interface RoleSet {
  /** Spawns a role's program; the role itself starts with `start`. */
  spawn(role: RoleName): Promise<ControlChannel>
  /** `port` absent: the OS chooses. */
  start(role: RoleName, body: StartBody, port?: number): Promise<RoleProcess>
  running(role: RoleName): RoleProcess
  all(): readonly RoleProcess[]
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
  readonly argv: (role: RoleName) => readonly [string, ...string[]]
  readonly onStderr: (role: RoleName, line: string) => void
  /** The other roles' time, which a restarted role must come back at. Milliseconds since the epoch. */
  readonly now: () => number
}

const firstPort = (started: RoleProcess) => Object.values(started.reply.listening)[0]?.port

export function createRoleSet({ argv, onStderr, now }: RoleSetOptions): RoleSet {
  const channels = new Map<RoleName, ControlChannel>()
  const started = new Map<RoleName, RoleProcess>()
  const before = new Map<RoleName, RoleProcess>()
  const asked = new Set<ControlChannel>()
  const died = deferred<RoleDied>()

  const channelOf = (role: RoleName) => {
    const channel = channels.get(role)
    if (channel === undefined) throw new TargetError(role, 'is not running', 'start it first')
    return channel
  }

  async function spawn(role: RoleName) {
    const channel = await spawnRole(role, argv(role), (line) => onStderr(role, line))
    channels.set(role, channel)
    const watch = async () => {
      const how = await channel.ended
      if (!asked.has(channel)) died.resolve(new RoleDied(role, how))
    }
    void watch()
    return channel
  }

  async function start(role: RoleName, body: StartBody, port?: number) {
    const process = await startRole(role, channelOf(role), body, port)
    started.set(role, process)
    return process
  }

  const leave = async (role: RoleName, end: (channel: ControlChannel) => Promise<unknown>) => {
    const channel = channelOf(role)
    const process = started.get(role)
    if (process !== undefined) before.set(role, process)
    asked.add(channel)
    started.delete(role)
    channels.delete(role)
    await end(channel)
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
    stop: (role) => leave(role, (channel) => channel.stop()),
    kill: (role) =>
      leave(role, (channel) => {
        channel.kill()
        return channel.ended
      }),
    async restart(role) {
      const last = before.get(role)
      if (last === undefined) throw new TargetError(role, 'was never started', 'start it first')
      const channel = await spawn(role)
      await channel.ask('advance', { to: now(), mode: 'jump' })
      return start(role, last.body, firstPort(last))
    },
    died: died.promise,
    async close() {
      // The agent first: it says goodbye through the others.
      const order: RoleName[] = ['agent', 'portal', 'relay', 'directory']
      for (const role of order) {
        if (channels.has(role)) await leave(role, (channel) => channel.stop())
      }
    },
  }
}
