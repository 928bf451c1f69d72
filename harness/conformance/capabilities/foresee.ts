import { ROLE_NAMES, type RoleName } from '../../contract/edge.ts'
import { directoryAt, portalAt, relayAt, type Slot, type Slots } from '../../target/slots/slots.ts'
import type { Requirement } from '../requirement.ts'
import type { Capability } from './capabilities.ts'

/** What is known before anything is started. */
export interface Known {
  readonly slots: Slots
  /** Time is waited for; absent: clocks are moved. */
  readonly realLimitMs?: number | undefined
}

/** Whether what stands in a slot offers something; `tells`: it says so once it is started or asked. */
type Offer = 'has' | 'lacks' | 'tells'

interface Demand {
  readonly of: readonly RoleName[]
  readonly what: string
  /** Where a program says that it has it. */
  readonly told: string
  /** What a program offers that speaks the verbs; absent: it tells. */
  readonly exec?: Offer
  /** What a part offers that runs already; absent: nothing. */
  readonly url?: Offer
}

const CLOCK = { what: 'the verb "advance"; --time real waits instead', told: 'its hello' }
const PROCESS_IDS = { what: 'process ids', told: 'its reply to start' }
const KEYS = { what: 'a file of test keys', told: 'its reply to start' }
const EVENTS = { of: ['agent'], what: 'an event log', told: 'its reply to start' } as const
const OWN_FORESTS = {
  of: ['directory'],
  what: 'forests and controllers of the run’s own',
  told: 'its reply to start',
} as const
const OWN_CONFIGURATION = {
  of: ['directory'],
  what: 'a configuration of the run’s own',
  told: 'its reply to start',
  exec: 'has',
} as const
/** Of a relay that the run starts, it can start another. */
const SECOND_RELAY = {
  of: ['relay'],
  what: 'a second one beside it, which the run starts',
  told: 'its reply to start',
  exec: 'has',
} as const
const POLICY_HINTS = {
  of: ['directory'],
  what: 'the policy-hints control',
  told: 'its root entry',
  url: 'tells',
} as const
const NO_POLICY_HINTS = {
  of: ['directory'],
  what: 'a domain without the policy-hints control',
  told: 'its root entry',
} as const

type Demands = (known: Known) => readonly Demand[]

/** A relay that runs already keeps its own time; the others' can be moved without it. */
const clocks: Demands = ({ realLimitMs }) =>
  realLimitMs === undefined
    ? [
        { of: ROLE_NAMES.filter((role) => role !== 'relay'), ...CLOCK },
        { of: ['relay'], ...CLOCK, url: 'has' },
      ]
    : []

/** Somebody's directory is judged by an agent that insists on the control. */
const withoutHints: Demands = ({ slots }) => [
  EVENTS,
  {
    ...NO_POLICY_HINTS,
    url: directoryAt(slots)?.policyHints === 'required' ? 'tells' : 'lacks',
  },
]

/** What a capability asks of the parts. One that is not named asks for what every part has. */
const DEMANDS: Readonly<Partial<Record<Capability, Demands>>> = {
  clock: clocks,
  relayTime: (known) => (relayAt(known.slots) === undefined ? clocks(known) : []),
  storm: clocks,
  sockets: () => [{ of: ['agent', 'portal'], ...PROCESS_IDS }],
  traces: () => [{ of: ROLE_NAMES, ...PROCESS_IDS }],
  events: () => [EVENTS],
  testKeys: () => [{ of: ['agent'], ...KEYS }],
  relayProbe: () => [{ of: ['agent'], ...KEYS }],
  relayAccess: () => [{ of: ['agent', 'portal'], ...KEYS }],
  agentState: () => [{ of: ['agent'], what: 'a state directory', told: 'its reply to start' }],
  rotation: () => [{ of: ['agent'], what: 'the verb "rotate"', told: 'its hello' }],
  secondRelay: () => [SECOND_RELAY],
  idleSecondLink: () => [SECOND_RELAY],
  policyHints: () => [POLICY_HINTS],
  withoutPolicyHints: withoutHints,
  undelegated: () => [OWN_CONFIGURATION],
  passwordFilter: () => [OWN_CONFIGURATION],
  forests: () => [OWN_FORESTS],
  controllers: () => [OWN_FORESTS],
}

/** What is left where a portal has an interface of its own: nothing else of the system is reached. */
const MAPPED: ReadonlySet<Capability> = new Set(['portal', 'accounts', 'directory'])

const offerOf = ({ fill }: Slot, { exec = 'tells', url = 'lacks' }: Demand): Offer => {
  if (fill === 'exec') return exec
  if (fill === 'url') return url
  return fill === 'elsewhere' ? 'lacks' : 'has'
}

/** A capability as far as it is known: what the target lacks of it, and what it has yet to tell, in words. */
export interface Foreseen {
  readonly capability: Capability
  readonly lacking: readonly string[]
  readonly untold: readonly string[]
}

function foresee(capability: Capability, known: Known): Foreseen {
  const { slots } = known
  if (portalAt(slots) !== undefined && !MAPPED.has(capability)) {
    return { capability, lacking: ['portal: the interface of the contract'], untold: [] }
  }
  const demands = DEMANDS[capability]?.(known) ?? []
  const those = (offer: Offer, words: (role: RoleName, demand: Demand) => string) =>
    demands.flatMap((demand) =>
      demand.of
        .filter((role) => offerOf(slots[role], demand) === offer)
        .map((role) => words(role, demand)),
    )
  return {
    capability,
    lacking: those('lacks', (role, { what }) => `${role}: ${what}`),
    untold: those('tells', (role, { what, told }) => `${role}: ${what}, by ${told}`),
  }
}

/** What a requirement needs, and whether the target offers it, by its slots alone: nothing is started. */
export const foreseen = ({ needs }: Pick<Requirement, 'needs'>, known: Known): Foreseen[] =>
  needs.map((need) => foresee(need, known))
