import { join } from 'node:path'
import { packageRoot } from '../../target/processes/role-process.ts'
import { runScript } from '../server-process.ts'
import { type Installation, ownRabbitmq, rabbitmq4At } from './installation.ts'

const script = (name: string) =>
  runScript(join(packageRoot, 'harness', 'integration', 'brokers', name))

function required(found: Installation | undefined, what: string): Installation {
  if (found === undefined) throw new Error(`${what} was installed and is not there`)
  return found
}

const isRoot = process.getuid?.() === 0

/** The brokers that stand in for a relay, a row each; what is missing is installed at need. */
export const BROKERS = [
  {
    name: 'RabbitMQ of the machine’s packages',
    lacking: false,
    install() {
      script('install-rabbitmq.sh')
      return required(ownRabbitmq(), 'RabbitMQ')
    },
  },
  {
    name: isRoot ? 'RabbitMQ 4 in a chroot' : 'RabbitMQ 4 in a chroot (not run: it needs root)',
    lacking: !isRoot,
    install: () => required(rabbitmq4At(script('install-rabbitmq-4.sh')), 'RabbitMQ 4'),
  },
] as const
