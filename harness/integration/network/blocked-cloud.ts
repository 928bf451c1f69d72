import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { SERVERNAMES } from '../../target/plan.ts'
import type { System } from '../../target/system.ts'
import { type CloudName, firewallRules } from './firewall-rules.ts'

const LONGEST_MS = 30_000
const POLL_MS = 200

export interface Blocking {
  readonly system: System
  /** Gives the firewall these rules. */
  rule(rules: string): void
  /** Makes the agent speak to the portal; rejects with what it says of it. */
  synchronise(): Promise<unknown>
}

const readEvents = ({ roles }: System) => {
  const { events } = roles.running('agent').reply.logs
  if (events === undefined) throw new Error('the agent tells of no event log')
  return readFile(events, 'utf8')
}

/** What the event log says since, once it holds `name`, or after half a minute. */
async function saidSince(system: System, from: number, name: string) {
  const until = performance.now() + LONGEST_MS
  let said = (await readEvents(system)).slice(from)
  while (!said.includes(name) && performance.now() < until) {
    await sleep(POLL_MS)
    said = (await readEvents(system)).slice(from)
  }
  return said
}

/** Whether each cloud name is named by somebody while the firewall refuses the way to it (PWB-NET-2). */
export async function blockEachName({ system, rule, synchronise }: Blocking) {
  const whileBlocked = async (name: CloudName, listen: () => Promise<string>) => {
    rule(firewallRules(name))
    try {
      return (await listen()).includes(SERVERNAMES[name])
    } finally {
      rule(firewallRules())
    }
  }
  const portalNamed = await whileBlocked('portal', () =>
    synchronise().then(() => 'no error', String),
  )
  const from = (await readEvents(system)).length
  const relayNamed = await whileBlocked('relay', () => saidSince(system, from, SERVERNAMES.relay))
  return { portalNamed, relayNamed }
}
