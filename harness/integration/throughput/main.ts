import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Slots } from '../../target/slots/slots.ts'
import { parseTarget } from '../../target/slots/target-file.ts'
import { BROKERS } from '../brokers/installed.ts'
import { startRabbitmq } from '../brokers/rabbitmq.ts'
import { targetFileFor } from '../brokers/target-file.ts'
import { SAMBAS } from '../samba/installation.ts'
import { startSamba } from '../samba/samba.ts'
import { targetFileFor as directoryTargetFor } from '../samba/target-file.ts'
import { measureThroughput, TENANT, type Throughput } from './measure.ts'

/*
 * Prints what each part in the relay's or the directory's slot costs, as a Markdown table: all in one run, one after the other,
 * in so many rounds (2), so that the spread is seen.
 *   node dist/harness/integration/throughput/main.js [ROUNDS]
 */
const ROUNDS = Number(process.argv[2] ?? 2)

interface Alternative {
  readonly name: string
  /** Gives the slots to `use`, and ends what it started for them. */
  with<T>(use: (slots: Partial<Slots>) => Promise<T>): Promise<T>
}

const slotsOf = (targetText: string) => parseTarget(targetText, join(tmpdir(), 'target.yaml')).slots

const ALTERNATIVES: readonly Alternative[] = [
  { name: 'the reference’s relay and directory', with: (use) => use({}) },
  ...BROKERS.filter(({ lacking }) => !lacking).map(
    ({ name, install }): Alternative => ({
      name,
      async with(use) {
        const broker = await startRabbitmq(install(), { tenants: [TENANT] })
        try {
          return await use({ relay: slotsOf(targetFileFor(broker)).relay })
        } finally {
          await broker.close()
        }
      },
    }),
  ),
  ...SAMBAS.map(
    ({ name, install }): Alternative => ({
      name,
      async with(use) {
        const samba = await startSamba({ domain: 'ad.test', installation: install() })
        try {
          return await use({
            directory: slotsOf(directoryTargetFor(samba, 'optional')).directory,
          })
        } finally {
          await samba.close()
        }
      },
    }),
  ),
]

async function measured(alternative: Alternative): Promise<Throughput> {
  const runDir = await mkdtemp(join(tmpdir(), 'wbt-'))
  try {
    return await alternative.with((slots) => measureThroughput(runDir, slots))
  } finally {
    await rm(runDir, { recursive: true, force: true })
  }
}

const rounds: Throughput[][] = []
for (let round = 0; round < ROUNDS; round++) {
  const row: Throughput[] = []
  for (const alternative of ALTERNATIVES) {
    process.stderr.write(`round ${round + 1} of ${ROUNDS}: ${alternative.name}\n`)
    row.push(await measured(alternative))
  }
  rounds.push(row)
}

const cell = (index: number, of: (each: Throughput) => number, digits: number) =>
  rounds
    .flatMap((row) => row.slice(index, index + 1).map((each) => of(each).toFixed(digits)))
    .join(', ')

const lines = ALTERNATIVES.map(({ name }, index) =>
  [
    '',
    name,
    cell(index, ({ resetsPerSecond }) => resetsPerSecond, 0),
    cell(index, ({ p50Ms }) => p50Ms, 1),
    cell(index, ({ p99Ms }) => p99Ms, 1),
    cell(index, ({ bytesPerReset }) => bytesPerReset, 0),
    '',
  ]
    .join(' | ')
    .trim(),
)
const table = [
  '| relay or directory | resets/s, 32 in flight | one at a time, p50 ms | p99 ms | bytes a reset, agent’s link at IP level |',
  '|---|---|---|---|---|',
  ...lines,
].join('\n')
process.stdout.write(`${table}\n`)
