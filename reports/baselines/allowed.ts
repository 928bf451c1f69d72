/** How much worse than the baseline a metric may be: a share of it, or an amount in its unit. */
export interface Allowance {
  readonly limit: { readonly share: number } | { readonly amount: number }
  /** What makes it differ between runs of the same program. */
  readonly because: string
}

const SIZE: Allowance = {
  limit: { amount: 4 },
  because: 'numbers that count deliveries grow with them, by a byte or two',
}

const COUNTED: Allowance = { limit: { amount: 0 }, because: 'a count without chance in it' }

/** One operation a second: nothing comes together there, so little is left to chance. */
const ALONE = 'agent-relay, one tenant under extreme load'

/**
 * Every metric that a baseline keeps, by its name in `compare`, and how far it may fall behind. With the
 * load or link before it, a line is for that one alone.
 */
const ALLOWED: Readonly<Record<string, Allowance>> = {
  'messages per operation': COUNTED,
  'plaintext bytes per operation': {
    limit: { share: 0.03 },
    because: 'acknowledgements share records when they come together; heartbeats fall in or not',
  },
  [`${ALONE}: TLS records per operation`]: {
    limit: { share: 0.05 },
    because: 'a keep-alive falls in or not',
  },
  [`${ALONE}: IP bytes per operation`]: {
    limit: { share: 0.08 },
    because: 'TCP acknowledges in segments of its own when the other side is slow to answer',
  },
  'IP bytes per operation': {
    limit: { share: 0.3 },
    because: 'on a busy machine messages come together and share records and segments',
  },
  'request, greatest size': SIZE,
  'result, greatest size': SIZE,
  'heartbeat, greatest size': SIZE,
  'operations lost': COUNTED,
  'operations not sent': COUNTED,
  'outcomes unknown': COUNTED,
  'refused otherwise': COUNTED,
  'false success': COUNTED,
  'late apply': COUNTED,
  'password from nowhere': COUNTED,
  'heartbeats missed': COUNTED,
  'processor time in all, in HTTPS exchanges': {
    limit: { share: 0.4 },
    because:
      'what else runs on the machine slows the storm and the yardstick, each at its own time',
  },
}

export const nameOf = ({ scope, metric }: { scope: string; metric: string }) =>
  scope === '' ? metric : `${scope}: ${metric}`

/** Undefined: a baseline does not keep the metric. */
export const allowanceOf = (of: { scope: string; metric: string }): Allowance | undefined =>
  ALLOWED[nameOf(of)] ?? ALLOWED[of.metric]
