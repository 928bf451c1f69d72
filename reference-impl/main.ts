import { parseArgs } from 'node:util'
import { ROLE_NAMES, type RoleName } from '../harness/contract/edge.ts'
import { createDrivenClock } from './clock.ts'
import { serveControl } from './control.ts'
import { FAULTS, type FaultName, isFaultName, switchOn } from './faults.ts'
import type { StartRole } from './role.ts'

/** Each role's code is loaded only by a process that may play it: it starts faster and stays smaller. */
const ROLES: Record<RoleName, () => Promise<StartRole>> = {
  portal: async () => (await import('./portal/portal.ts')).startPortal,
  relay: async () => (await import('./relay/relay.ts')).startRelay,
  agent: async () => (await import('./agent/agent.ts')).startAgent,
  directory: async () => (await import('./directory/directory.ts')).startDirectory,
}

const { values } = parseArgs({
  options: {
    roles: { type: 'string', default: ROLE_NAMES.join(',') },
    fault: { type: 'string', multiple: true, default: [] },
    firings: { type: 'string' },
    'list-faults': { type: 'boolean', default: false },
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

function readFaults(names: readonly string[]): FaultName[] {
  const known = names.filter((name) => isFaultName(name))
  const strange = names.filter((name) => !isFaultName(name))
  if (strange.length > 0)
    badInput(`--fault: found ${strange.join(', ')}; --list-faults prints the names`)
  return known
}

if (values['list-faults']) {
  process.stdout.write(`${JSON.stringify(FAULTS)}\n`)
} else {
  // Ctrl-C reaches the whole group: the harness decides, by `stop` or by closing the input.
  process.on('SIGINT', () => undefined)
  const wanted = readRoles(values.roles)
  const faults = switchOn(readFaults(values.fault), values.firings)
  const loaded = await Promise.all(wanted.map(async (role) => [role, await ROLES[role]()] as const))
  await serveControl({
    roles: Object.fromEntries(loaded),
    clock: createDrivenClock(),
    faults,
    input: process.stdin,
    write: (line) => process.stdout.write(`${line}\n`),
  })
  process.exit(0)
}
