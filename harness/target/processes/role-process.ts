import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ReplyOf, StatedDeviations } from '../../contract/control.ts'
import type { Edge, RoleName } from '../../contract/edge.ts'
import type { ControlChannel } from './control-channel.ts'
import { type KeepableProgram, openProgram } from './kept-programs.ts'
import { TargetError } from '../errors.ts'
import type { Identity } from '../trust/pki.ts'
import type { SystemPlan } from '../plan.ts'
import { REFERENCE } from '../slots/slots.ts'
import { threadPoolEnvironment } from './thread-pool.ts'

/** The folder that holds package.json: code runs from it compiled, data files lie in it. */
export const packageRoot = (() => {
  let folder = import.meta.dirname
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder)
  return folder
})()

export interface StartBody {
  readonly edges: Record<string, Edge>
  readonly advertise: Record<string, Edge>
  readonly tls: Identity
  readonly config: Record<string, unknown>
  readonly secretsFile: string
}

/** One role of the system under test, as a process of its own. */
export interface RoleProcess {
  readonly role: RoleName
  readonly channel: ControlChannel
  readonly hello: ReplyOf<'hello'>
  readonly reply: ReplyOf<'start'>
  readonly body: StartBody
}

type Deviations = Pick<SystemPlan, 'faults' | 'variants' | 'firingsFile' | 'collects'>

/** The command that plays a role by the reference, compiled. */
const referenceProgram = (role: RoleName, collects = false): [string, ...string[]] => [
  process.execPath,
  ...(collects ? ['--expose-gc'] : []),
  join(packageRoot, 'dist', 'reference-impl', 'main.js'),
  '--roles',
  role,
]

const argumentsOf = ({ faults, variants, firingsFile }: StatedDeviations) => [
  ...faults.flatMap((fault) => ['--fault', fault]),
  ...variants.flatMap((variant) => ['--variant', variant]),
  ...(firingsFile === undefined ? [] : ['--firings', firingsFile]),
]

export type Command = Pick<KeepableProgram, 'argv' | 'cwd' | 'env' | 'stay'>

/** The command that plays a role of this plan; a deviation is told to the role that its name begins with. */
export function commandOf(
  role: RoleName,
  { slots, ...deviations }: Deviations & Pick<SystemPlan, 'slots'>,
): Command {
  const slot = slots?.[role] ?? REFERENCE
  if (slot.fill === 'url' || slot.fill === 'elsewhere') {
    throw new RangeError(`${role}: nothing is started for what runs already`)
  }
  if (slot.fill === 'exec') return { argv: slot.argv, cwd: slot.cwd }
  const own = (names: readonly string[]) => names.filter((name) => name.startsWith(`${role}-`))
  const faults = own([...deviations.faults, ...slot.faults])
  const variants = own(deviations.variants ?? [])
  const { firingsFile, collects } = deviations
  const deviates = faults.length + variants.length > 0
  const stated = { faults, variants, ...(deviates && firingsFile !== undefined && { firingsFile }) }
  const program = referenceProgram(role, collects)
  return {
    argv: [...program, ...argumentsOf(stated)],
    env: threadPoolEnvironment(),
    stay: { argv: program, deviations: stated },
  }
}

/** A program that has said hello and has not yet started its role. */
export type Spawned = Pick<RoleProcess, 'channel' | 'hello'>

/** Spawns the program and asks for its role, so that start-up of all roles overlaps. */
export async function spawnRole(
  role: RoleName,
  command: Command,
  onStderr: (line: string) => void,
): Promise<Spawned> {
  const { channel, stated } = openProgram({ role, ...command, onStderr })
  const hello = await channel.ask('hello', { protocol: 1, ...stated }).catch((error: unknown) => {
    channel.kill()
    throw error
  })
  if (!hello.roles.includes(role)) {
    channel.kill()
    throw new TargetError(
      role,
      `the program offers ${hello.roles.join(', ')}`,
      'name another program',
    )
  }
  return { channel, hello }
}

export interface StartOptions {
  /** Given when a restarted role must get its old one; absent: the OS chooses. */
  readonly port?: number | undefined
  /** Real time; absent: the control plane's. */
  readonly timeoutMs?: number | undefined
}

/** Starts the role. */
export async function startRole(
  role: RoleName,
  { channel, hello }: Spawned,
  body: StartBody,
  { port, timeoutMs }: StartOptions = {},
): Promise<RoleProcess> {
  const { certFile, keyFile, caFile } = body.tls
  const reply = await channel.ask(
    'start',
    {
      ...body,
      role,
      tls: { certFile, keyFile, caFile },
      listen: { host: '127.0.0.1', ...(port !== undefined && { port }) },
    },
    timeoutMs,
  )
  return { role, channel, hello, reply, body }
}

/** Where a started role listens under a name of the contract (`https`, `amqps`, `ldaps`). */
export function edgeOf(
  started: RoleProcess,
  name: string,
  servername: string,
  caFile: string,
): Edge {
  const at = started.reply.listening[name]
  if (at === undefined) {
    throw new TargetError(
      started.role,
      `does not say where it listens for ${name}`,
      'see contract/control.ts',
    )
  }
  return { ...at, servername, caFile }
}
