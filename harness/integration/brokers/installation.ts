import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

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

/** The dying parent takes its child with it: no interrupt, and no crash, leaves a broker behind. */
const DIES_TOO = ['--pdeathsig', 'KILL'] as const

const idOf = (flag: '-u' | '-g') => Number(execFileSync('id', [flag, USER], { encoding: 'utf8' }))

const isRoot = () => process.getuid?.() === 0

/** RabbitMQ of the machine's own packages; undefined where it is not installed. */
export function ownRabbitmq(): Installation | undefined {
  if (!existsSync(SERVER)) return undefined
  const owner = isRoot() ? { uid: idOf('-u'), gid: idOf('-g') } : undefined
  const as =
    owner === undefined
      ? []
      : ['--reuid', `${owner.uid}`, '--regid', `${owner.gid}`, '--clear-groups']
  return {
    name: 'RabbitMQ of the machine’s packages',
    root: '',
    server: SERVER,
    plugins: ['rabbitmq_amqp1_0'],
    owner,
    command: (argv) => ['setpriv', ...as, ...DIES_TOO, ...argv],
  }
}
