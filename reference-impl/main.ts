import { parseArgs } from 'node:util'
import type { StatedDeviations } from '../harness/contract/control.ts'
import { ROLE_NAMES, type RoleName } from '../harness/contract/edge.ts'
import { createDrivenClock } from './clock.ts'
import { serveControl } from './control.ts'
import { FAULTS, isFaultName, switchOn } from './faults.ts'
import { BadStart, type StartRole } from './role.ts'
import { isVariantName, VARIANTS } from './variants.ts'

/** Each role's code is loaded only by a process that may play it: it starts faster and stays smaller. */
const ROLES: Record<RoleName, () => Promise<StartRole>> = {
  portal: async () => (await import('./portal/portal.ts')).startPortal,
  relay: async () => (await import('./relay/relay.ts')).startRelay,
  agent: async () => (await import('./agent/agent.ts')).startAgent,
  directory: async () => (await import('./directory/directory.ts')).startDirectory,
}

/** After the harness is gone. */
const LEAVES_WITHIN_MS = 5_000

const { values } = parseArgs({
  options: {
    roles: { type: 'string', default: ROLE_NAMES.join(',') },
    fault: { type: 'string', multiple: true, default: [] },
    firings: { type: 'string' },
    variant: { type: 'string', multiple: true, default: [] },
    'list-faults': { type: 'boolean', default: false },
    'list-variants': { type: 'boolean', default: false },
    stay: { type: 'string' },
  },
})

const badInput = (problem: string): never => {
  process.stderr.write(`writeback reference: ${problem}\n`)
  process.exit(2)
}

function readRoles(list: string): RoleName[] {
  const wanted = list.split(',')
  const known = ROLE_NAMES.filter((role) => wanted.includes(role))
  const strange = wanted.filter((name) => !known.some((role) => role === name))
  if (strange.length > 0)
    badInput(`--roles: found ${strange.join(', ')}; allowed are ${ROLE_NAMES.join(', ')}`)
  return known
}

/** These names of `--fault` or of `--variant`, all known. */
function allKnown<N extends string>(
  option: 'fault' | 'variant',
  names: readonly string[],
  isKnown: (name: string) => name is N,
): N[] {
  const strange = names.filter((name) => !isKnown(name))
  if (strange.length > 0)
    throw new BadStart(
      `--${option}: found ${strange.join(', ')}; --list-${option}s prints the names`,
    )
  return names.filter((name) => isKnown(name))
}

/** Throws BadStart. */
const deviate = ({ faults, variants, firingsFile }: StatedDeviations) =>
  switchOn(
    [...allKnown('fault', faults, isFaultName), ...allKnown('variant', variants, isVariantName)],
    firingsFile,
  )

function readArguments() {
  const { fault: faults, variant: variants, firings: firingsFile } = values
  try {
    return deviate({ faults, variants, firingsFile })
  } catch (error) {
    return badInput(error instanceof Error ? error.message : String(error))
  }
}

if (values['list-faults']) {
  process.stdout.write(`${JSON.stringify(FAULTS)}\n`)
} else if (values['list-variants']) {
  process.stdout.write(`${JSON.stringify(VARIANTS)}\n`)
} else {
  // Ctrl-C reaches the whole group: the harness decides, by `stop` or by closing the input.
  process.on('SIGINT', () => undefined)
  // A harness that died must not leave its system running, whatever that still waits for.
  process.stdin.once('end', () => setTimeout(() => process.exit(1), LEAVES_WITHIN_MS).unref())
  const wanted = readRoles(values.roles)
  const faults = readArguments()
  const loaded = await Promise.all(wanted.map(async (role) => [role, await ROLES[role]()] as const))
  const serve = () =>
    serveControl({
      roles: Object.fromEntries(loaded),
      clock: createDrivenClock(),
      faults,
      ...(values.stay !== undefined && { deviate, keyPairs: values.stay }),
      input: process.stdin,
      write: (line) => process.stdout.write(`${line}\n`),
    })
  // With `--stay FOLDER`, after `stop` the roles can be started anew, as in a new process, but without loading it;
  // what it deviates in then, hello says. The folder is for the key pairs of all such systems.
  // An input that ended while the roles stopped tells nobody who begins to listen now.
  while (
    (await serve()) === 'stopped' &&
    values.stay !== undefined &&
    !process.stdin.readableEnded
  );
  process.exit(0)
}
