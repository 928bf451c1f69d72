import type { LoadResult } from './result.ts'

/** What a load run says about the system, apart from how fast it was. */
export type LoadTruth = Pick<
  LoadResult,
  | 'scenario'
  | 'loop'
  | 'ledger'
  | 'finalBinds'
  | 'applied'
  | 'heartbeats'
  | 'expectations'
  | 'validity'
>

interface LoadPromise {
  readonly requirement: string
  readonly broken: string
  count(load: LoadTruth): number
}

/** Counts that must be zero after a run, each with the requirement that says so. */
const PROMISES: readonly LoadPromise[] = [
  {
    requirement: 'PWB-LOAD-1',
    broken: 'operations without an answer',
    count: ({ ledger }) => ledger.lost,
  },
  {
    requirement: 'PWB-LOAD-2',
    broken: 'accounts without their last acknowledged password',
    count: ({ finalBinds }) => finalBinds?.falseSuccess ?? 0,
  },
  {
    requirement: 'PWB-LOAD-2',
    broken: 'accounts with a password that nobody asked for',
    count: ({ finalBinds }) => finalBinds?.neither ?? 0,
  },
  {
    requirement: 'PWB-LOAD-3',
    broken: 'accounts with a password that was told as refused',
    count: ({ finalBinds }) => finalBinds?.lateApply ?? 0,
  },
  {
    requirement: 'PWB-LOAD-3',
    broken: 'accounts written more often than asked',
    count: ({ applied }) => applied?.twice ?? 0,
  },
  {
    requirement: 'PWB-LOAD-3',
    broken: 'accounts written after the request’s expiry',
    count: ({ applied }) => applied?.late ?? 0,
  },
  {
    requirement: 'PWB-LOAD-4',
    broken: 'wrong refusals',
    count: ({ expectations }) => expectations?.wrongRefusal ?? 0,
  },
  {
    requirement: 'PWB-LOAD-4',
    broken: 'operations done that had to be refused',
    count: ({ expectations }) => expectations?.wrongAcceptance ?? 0,
  },
  {
    requirement: 'PWB-LOAD-5',
    broken: 'heartbeats missed',
    count: ({ heartbeats }) => heartbeats?.missed ?? 0,
  },
]

/** The promises that this load showed broken, in words; empty: none. */
export const loadViolations = (load: LoadTruth): string[] =>
  PROMISES.map(({ requirement, broken, count }) => ({ requirement, broken, found: count(load) }))
    .filter(({ found }) => found > 0)
    .map(({ requirement, broken, found }) => `${requirement}: ${found} ${broken}`)
