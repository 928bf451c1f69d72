import { execFileSync } from 'node:child_process'
import { ADDRESSES } from './firewall-rules.ts'

const PLACES = ['cloud', 'agent', 'directory', 'firewall'] as const
export type Place = (typeof PLACES)[number]

/** Four network namespaces of one run. */
export interface Namespaces {
  readonly nameOf: (place: Place) => string
  /** The command that runs a program there. */
  command(place: Place, argv: readonly string[]): readonly [string, ...string[]]
  /** Runs a program there and gives back its standard output; `input` is its standard input. */
  run(place: Place, argv: readonly string[], input?: string): string
}

const ip = (...argv: readonly string[]) =>
  execFileSync('ip', argv, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' })

/** The namespaces that a run of this name has made. */
export function namespacesOf(id: string): Namespaces {
  const nameOf = (place: Place) => `wbt-${id}-${place}`
  const command = (place: Place, argv: readonly string[]) =>
    ['ip', 'netns', 'exec', nameOf(place), ...argv] as const
  return {
    nameOf,
    command,
    run(place, argv, input = '') {
      const [program, ...rest] = command(place, argv)
      return execFileSync(program, rest, {
        input,
        encoding: 'utf8',
        stdio: ['pipe', 'pipe', 'pipe'],
      })
    },
  }
}

interface Cable {
  readonly from: readonly [Place, name: string, ...addresses: string[]]
  readonly to: readonly [Place, name: string, ...addresses: string[]]
}

/** Everybody’s only way is through the firewall; the judge has a cable of its own to the directory. */
const CABLES: readonly Cable[] = [
  {
    from: ['cloud', 'eth0', ADDRESSES.portal, ADDRESSES.relay],
    to: ['firewall', 'cloud', '10.77.1.1'],
  },
  { from: ['agent', 'eth0', ADDRESSES.agent], to: ['firewall', 'agent', '10.77.2.1'] },
  { from: ['directory', 'eth0', ADDRESSES.directory], to: ['firewall', 'directory', '10.77.3.1'] },
  {
    from: ['cloud', 'judge', ADDRESSES.judge],
    to: ['directory', 'judge', ADDRESSES.directoryForJudge],
  },
]

/** So long a flow may be idle before the firewall forgets it; it takes none over that it does not know. */
const firewallSettings = (idleLimitSeconds: number) => [
  'net.ipv4.ip_forward=1',
  `net.netfilter.nf_conntrack_tcp_timeout_established=${idleLimitSeconds}`,
  'net.netfilter.nf_conntrack_tcp_loose=0',
]

/** Makes the namespaces, the cables between them and the firewall’s memory; root only. */
export function makeNamespaces(id: string, idleLimitSeconds: number): Namespaces {
  const spaces = namespacesOf(id)
  const inside = (place: Place, ...argv: readonly string[]) => spaces.run(place, argv)
  try {
    for (const place of PLACES) {
      ip('netns', 'add', spaces.nameOf(place))
      inside(place, 'ip', 'link', 'set', 'lo', 'up')
    }
    for (const { from, to } of CABLES) {
      const [[one, name], [other, otherName]] = [from, to]
      const ends = ['type', 'veth', 'peer', 'name', otherName, 'netns', spaces.nameOf(other)]
      inside(one, 'ip', 'link', 'add', name, ...ends)
      for (const [place, device, ...addresses] of [from, to]) {
        for (const each of addresses)
          inside(place, 'ip', 'addr', 'add', `${each}/24`, 'dev', device)
        inside(place, 'ip', 'link', 'set', device, 'up')
      }
    }
    for (const place of ['cloud', 'agent', 'directory'] as const) {
      const [, , gateway = ''] = CABLES.find(({ from }) => from[0] === place)?.to ?? []
      inside(place, 'ip', 'route', 'add', 'default', 'via', gateway)
      // What arrives for the namespace may be led to its loopback.
      inside(place, 'sysctl', '-qw', 'net.ipv4.conf.all.route_localnet=1')
    }
    for (const setting of firewallSettings(idleLimitSeconds)) {
      inside('firewall', 'sysctl', '-qw', setting)
    }
    return spaces
  } catch (error) {
    removeNamespaces(id)
    throw error
  }
}

/** Removes what there is of them; what runs in one must have ended. */
export function removeNamespaces(id: string): void {
  const spaces = namespacesOf(id)
  const there = ip('netns', 'list')
  for (const place of PLACES) {
    const name = spaces.nameOf(place)
    if (there.includes(name)) ip('netns', 'delete', name)
  }
}
