/** Where each party stands; the agent’s is behind the firewall. */
export const ADDRESSES = {
  portal: '10.77.1.2',
  relay: '10.77.1.3',
  agent: '10.77.2.2',
  directory: '10.77.3.2',
  /** The judge’s own cable to the directory, beside the firewall. */
  judge: '10.77.9.1',
  directoryForJudge: '10.77.9.2',
} as const

/** What the world outside knows them by. */
export const HTTPS = 443
export const LDAPS = 636

/** The ports that the roles really listen on, each on the loopback of its own namespace. */
export interface Ports {
  readonly portal: number
  readonly relay: number
  readonly directory: number
}

/** The two names of the cloud. */
export type CloudName = 'portal' | 'relay'

/** Who is refused, also in flows that stand. */
const refusing = (name: CloudName) =>
  `ip daddr ${ADDRESSES[name]} meta l4proto tcp reject with tcp reset`

/**
 * Between the three: outward only to the two cloud names on 443 and to the directory; nothing inward.
 * `blocked`: nothing to this name either.
 */
export const firewallRules = (blocked?: CloudName): string => `
flush ruleset
table ip wbt {
  counter refused { }
  chain forward {
    type filter hook forward priority 0; policy drop;
    ${blocked === undefined ? '' : refusing(blocked)}
    ct state established accept
    iifname "agent" ip daddr { ${ADDRESSES.portal}, ${ADDRESSES.relay} } tcp dport ${HTTPS} tcp flags & (syn | ack) == syn accept
    iifname "agent" ip daddr ${ADDRESSES.directory} tcp dport ${LDAPS} tcp flags & (syn | ack) == syn accept
    counter name refused drop
  }
}
`

/** All flows are reset for as long as it stands, new ones too: the network is gone. `dialled` counts those. */
export const cutRules = (): string => `
flush ruleset
table ip wbt {
  counter dialled { }
  chain forward {
    type filter hook forward priority 0; policy drop;
    ip daddr ${ADDRESSES.relay} tcp flags & (syn | ack) == syn counter name dialled
    meta l4proto tcp reject with tcp reset
  }
}
`

/** On the agent’s machine: what it dials on loopback lies out there; what comes in unasked is dropped. */
export const agentRules = ({ portal, relay, directory }: Ports): string => `
flush ruleset
table ip wbt {
  counter relay_out { }
  counter relay_in { }
  counter unasked { }
  counter elsewhere { }
  chain dial {
    type nat hook output priority -100;
    ip daddr 127.0.0.1 tcp dport ${portal} dnat to ${ADDRESSES.portal}:${HTTPS}
    ip daddr 127.0.0.1 tcp dport ${relay} dnat to ${ADDRESSES.relay}:${HTTPS}
    ip daddr 127.0.0.1 tcp dport ${directory} dnat to ${ADDRESSES.directory}:${LDAPS}
  }
  chain leave {
    type nat hook postrouting priority 100;
    oifname "eth0" masquerade
  }
  chain count_out {
    type filter hook postrouting priority 0;
    oifname "eth0" ip daddr ${ADDRESSES.relay} tcp dport ${HTTPS} counter name relay_out accept
    oifname "eth0" ip daddr ${ADDRESSES.portal} tcp dport ${HTTPS} accept
    oifname "eth0" ip daddr ${ADDRESSES.directory} tcp dport ${LDAPS} accept
    oifname "eth0" counter name elsewhere
  }
  chain count_in {
    type filter hook prerouting priority -300;
    iifname "eth0" ip saddr ${ADDRESSES.relay} counter name relay_in
  }
  chain arrive {
    type filter hook input priority 0; policy drop;
    iifname "lo" accept
    ct state established accept
    counter name unasked drop
  }
}
`

/** In the cloud: its two addresses lead to the roles; the judge reaches the directory by its own cable. */
export const cloudRules = ({ portal, relay, directory }: Ports): string => `
flush ruleset
table ip wbt {
  chain arrive {
    type nat hook prerouting priority -100;
    ip daddr ${ADDRESSES.portal} tcp dport ${HTTPS} dnat to 127.0.0.1:${portal}
    ip daddr ${ADDRESSES.relay} tcp dport ${HTTPS} dnat to 127.0.0.1:${relay}
  }
  chain dial {
    type nat hook output priority -100;
    ip daddr 127.0.0.1 tcp dport ${directory} dnat to ${ADDRESSES.directoryForJudge}:${LDAPS}
  }
  chain leave {
    type nat hook postrouting priority 100;
    oifname "judge" masquerade
  }
}
`

export const directoryRules = ({ directory }: Ports): string => `
flush ruleset
table ip wbt {
  chain arrive {
    type nat hook prerouting priority -100;
    tcp dport ${LDAPS} dnat to 127.0.0.1:${directory}
  }
}
`
