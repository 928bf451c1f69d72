import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DIES_TOO, inRoot } from '../server-process.ts'

/** Where a broker's programs lie, and as whom they run. */
export interface Installation {
  readonly name: string
  /** The folder that is `/` to the broker; empty: the machine's own. */
  readonly root: string
  /** As the broker sees it. */
  readonly server: string
  /** Of Erlang's plugin names: what speaks AMQP 1.0, where it is not in the core. */
  readonly plugins: readonly string[]
  /** Whom its files are to belong to; undefined: whoever runs the test. */
  readonly owner: { readonly uid: number; readonly gid: number } | undefined
  /** The command that runs a program of it; it dies with whoever started it. */
  command(argv: readonly string[]): readonly [string, ...string[]]
}

const SERVER = '/usr/lib/rabbitmq/bin/rabbitmq-server'
const USER = 'rabbitmq'

const idOf = (flag: '-u' | '-g') => Number(execFileSync('id', [flag, USER], { encoding: 'utf8' }))

const isRoot = () => process.getuid?.() === 0

const as = (owner: Installation['owner']) =>
  owner === undefined
    ? []
    : ['--reuid', `${owner.uid}`, '--regid', `${owner.gid}`, '--clear-groups']

/** RabbitMQ of the machine's own packages; undefined where it is not installed. */
export function ownRabbitmq(): Installation | undefined {
  if (!existsSync(SERVER)) return undefined
  const owner = isRoot() ? { uid: idOf('-u'), gid: idOf('-g') } : undefined
  return {
    name: 'RabbitMQ of the machine’s packages',
    root: '',
    server: SERVER,
    plugins: ['rabbitmq_amqp1_0'],
    owner,
    command: (argv) => [...DIES_TOO, ...as(owner), ...argv],
  }
}

const LIBRARIES = '/usr/lib/rabbitmq/lib'
const RELEASE_4 = /^rabbitmq_server-4[.]/
const NOBODY = { uid: 65_534, gid: 65_534 }

/** RabbitMQ 4 in the folder that `install-rabbitmq-4.sh` made; needs root. Undefined where it is not. */
export function rabbitmq4At(root: string): Installation | undefined {
  const folder = join(root, LIBRARIES)
  const found = existsSync(folder)
    ? readdirSync(folder).find((name) => RELEASE_4.test(name))
    : undefined
  if (found === undefined) return undefined
  return {
    name: found.replace('rabbitmq_server-', 'RabbitMQ '),
    root,
    server: join(LIBRARIES, found, 'sbin', 'rabbitmq-server'),
    plugins: [],
    owner: NOBODY,
    command: (argv) => inRoot(root, [...DIES_TOO, ...as(NOBODY), ...argv]),
  }
}
