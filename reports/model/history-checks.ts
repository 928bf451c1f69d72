import type { History, HistoryAccount, HistoryOperation } from './history.ts'

/** How a storm's promise can be broken: one class each, never counted under another. */
export const BREACHES = {
  lost: 'an operation was sent and never got an outcome (PWB-LOAD-1)',
  falseSuccess: 'an account does not have its last acknowledged password (PWB-LOAD-2)',
  doubleApply: 'a request was written more than once (PWB-LOAD-3)',
  lateApply: 'a request was applied after its expiry (PWB-LOAD-3)',
  refusedApply: 'a request that was told as failed was applied (PWB-LOAD-3)',
  wrongRefusal: 'an operation ended otherwise than it does without load (PWB-LOAD-4)',
} as const
export type Breach = keyof typeof BREACHES

/** Each breach with what shows it, in words; an empty list: the promise was kept. */
export type Breaches = Readonly<Record<Breach, readonly string[]>>

/**
 * What a person may be told instead while parts are gone: that it did not work, or is not known. None of
 * them says anything of the password or of the account.
 */
const DISTURBED: ReadonlySet<string> = new Set([
  'service-down',
  'directory-unavailable',
  'overloaded',
  'expired',
  'outcome-unknown',
])

const describe = ({ account, generation, asks, outcome, because }: HistoryOperation) =>
  `account ${account}, password ${generation} (${asks}): ${outcome}${because === undefined ? '' : `, ${because}`}`

const sentOf = <T extends Pick<HistoryOperation, 'sentMs'>>({
  operations,
}: {
  readonly operations: readonly T[]
}) => operations.filter(({ sentMs }) => sentMs !== null)

const lost = (history: History) =>
  sentOf(history)
    .filter(({ told }) => told === 'none')
    .map(describe)

const ended = ({ accounts }: History, ...endings: readonly HistoryAccount['ending'][]) =>
  accounts
    .filter(({ ending }) => endings.includes(ending))
    .map(({ account, ending, bound }) => `account ${account}: ${ending}, password ${bound} binds`)

/** What the portal says instead of sending anything. */
const UNSENT: ReadonlySet<string> = new Set(['service-down', 'overloaded'])

/** What it takes to tell whether requests were applied once, and in time. */
export interface Applied {
  readonly operations: readonly Pick<
    HistoryOperation,
    'account' | 'sentMs' | 'outcome' | 'untilMs'
  >[]
  readonly accounts: readonly Pick<HistoryAccount, 'account' | 'setAtMs' | 'writes'>[]
  readonly directoryWrites: History['directoryWrites']
}

/** How many requests each account had. */
function requestsByAccount(history: Pick<Applied, 'operations'>) {
  const requests = new Map<number, number>()
  for (const { account, outcome } of sentOf(history)) {
    if (!UNSENT.has(outcome)) requests.set(account, (requests.get(account) ?? 0) + 1)
  }
  return requests
}

/**
 * More writes than requests, of one account or of all: some request was written again. What is written to
 * an account that was not read back, or by another name than it has, counts among all only.
 */
export function doubleApply(history: Applied): string[] {
  const requests = requestsByAccount(history)
  const ofOne = history.accounts.flatMap(({ account, writes }) => {
    const asked = requests.get(account) ?? 0
    return writes === null || writes <= asked
      ? []
      : [`account ${account}: ${writes} writes for ${asked} operations`]
  })
  const { directoryWrites } = history
  const sent = [...requests.values()].reduce((sum, each) => sum + each, 0)
  if (ofOne.length > 0 || directoryWrites === null || directoryWrites <= sent) return ofOne
  return [`${directoryWrites} writes at the directory for ${sent} operations`]
}

/** The directory's own time of the last write against the latest time at which any request could be applied. */
export function lateApply(history: Pick<Applied, 'operations' | 'accounts'>): string[] {
  const latest = new Map<number, number>()
  for (const { account, untilMs } of sentOf(history)) {
    if (untilMs !== null) latest.set(account, Math.max(latest.get(account) ?? 0, untilMs))
  }
  return history.accounts.flatMap(({ account, setAtMs }) => {
    const until = latest.get(account)
    if (until === undefined || setAtMs === null || setAtMs <= until) return []
    return [
      `account ${account}: written ${Math.round((setAtMs - until) / 1000)} s after its expiry`,
    ]
  })
}

const mayEnd = (disturbed: boolean) => (operation: HistoryOperation) =>
  operation.told === 'none' ||
  operation.expected.includes(operation.outcome) ||
  (disturbed && DISTURBED.has(operation.outcome))

const wrongRefusal = (history: History) =>
  sentOf(history)
    .filter((operation) => !mayEnd(history.disturbances.length > 0)(operation))
    .map(describe)

/** What was promised and not kept, by class. Pure. */
export function breachesOf(history: History): Breaches {
  return {
    lost: lost(history),
    falseSuccess: ended(history, 'falseSuccess', 'neither'),
    doubleApply: doubleApply(history),
    lateApply: lateApply(history),
    refusedApply: ended(history, 'lateApply'),
    wrongRefusal: wrongRefusal(history),
  }
}
