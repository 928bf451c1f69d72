import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { decode } from '../../../bench/measure/hdr.ts'
import { histogramOf, validLoad } from '../../../reports/fixtures/load.ts'
import { loadResult } from '../../../reports/fixtures/results.ts'
import { parseResult } from '../../../reports/model/parse.ts'
import type { LoadResult, Result } from '../../../reports/model/result.ts'
import { inTemporaryFolder, readOnlyResult, runCommand } from './testing.ts'

const SHARDS = 3
const EACH = 400

/** What operation so-and-so of the whole schedule took. */
const tookUs = (operation: number) => 10_000 + ((operation * 7_919) % 100_003)

const histogram = (from: number, count: number) =>
  histogramOf('response', (index) => tookUs(from + index), { different: count })

const ledgerOf = (count: number): LoadResult['ledger'] => ({
  planned: count,
  notSent: 0,
  sent: count,
  accepted: count,
  refusedByPolicy: 0,
  refusedOtherwise: 0,
  unknown: 0,
  lost: 0,
})

const shardResult = (index: number, change: Partial<LoadResult> = {}): Result => ({
  ...loadResult(),
  runId: `run-${index}`,
  load: [
    {
      ...validLoad(),
      outcomes: { changed: EACH },
      ledger: ledgerOf(EACH),
      histograms: [histogram(index * EACH, EACH)],
      shard: { index, count: SHARDS, operations: SHARDS * EACH, startedAt: 1_000 + index },
      ...change,
    },
  ],
})

/** Runs `merge` over these results, each in a folder of its own; what it wrote, and how it ended. */
async function merged(results: readonly Result[]) {
  return inTemporaryFolder(async (folder) => {
    const folders = results.map((_, index) => join(folder, `shard-${index}`))
    for (const [index, result] of results.entries()) {
      const path = folders[index] ?? folder
      await mkdir(path)
      await writeFile(join(path, 'result.json'), JSON.stringify(result))
    }
    const out = join(folder, 'joined')
    const ran = await runCommand(['merge', ...folders, '--out', out])
    if (ran.code === 2) return { ...ran, load: undefined, thresholds: undefined }
    const parsed = parseResult(await readOnlyResult(out))
    if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
    return { ...ran, load: parsed.result.load[0], thresholds: parsed.result.thresholds }
  })
}

/** Held to these, all together. */
const heldTo = (index: number, ...thresholds: string[]) =>
  shardResult(index, {
    shard: { index, count: SHARDS, operations: SHARDS * EACH, startedAt: 1_000, thresholds },
  })

const allShards = () => Array.from({ length: SHARDS }, (_, index) => shardResult(index))

const buckets = (hdrV2: string) => {
  const decoded = decode(hdrV2)
  try {
    return decoded.outputPercentileDistribution(100, 1)
  } finally {
    decoded.destroy()
  }
}

// Each starts a process or two, all at once.
describe('writeback merge', { timeout: 60_000 }, () => {
  it.concurrent('gives the histogram of all values that all shards recorded, bucket for bucket', async () => {
    const { code, load } = await merged(allShards().toReversed())
    expect(code).toBe(0)
    const all = histogram(0, SHARDS * EACH)
    const [found, ...others] = load?.histograms ?? []
    expect(others).toEqual([])
    expect(buckets(found?.hdrV2 ?? '')).toBe(buckets(all.hdrV2))
    expect(found).toMatchObject({ count: all.count, sumUs: all.sumUs, maxUs: all.maxUs })
    expect(load?.ledger).toEqual(ledgerOf(SHARDS * EACH))
  })

  it.concurrent('shows a sick shard, and calls the whole not valid: exit 5', async () => {
    const sick = shardResult(1, {
      validity: [{ name: 'schedule lag', ok: false, observed: 'p99 900 ms', limit: '10 ms' }],
    })
    const [first, , last] = allShards()
    const runs = [first, sick, last].filter((each) => each !== undefined)
    const { code, stdout, load } = await merged(runs)
    expect(code).toBe(5)
    expect(stdout).toMatch(/shard 1 of 3/)
    const failed = load?.validity.filter(({ ok }) => !ok).map(({ observed }) => observed)
    expect(failed).toEqual([expect.stringMatching(/not valid: schedule lag; 400 sent.*run-1/)])
  })

  it.concurrent('holds the whole to the thresholds that the shards carry: exit 1', async () => {
    // More than any shard has alone.
    const count = `operations accepted <= ${SHARDS * EACH - 1}`
    const limits = [count, 'response p(50) < 1s', 'response p(50) < 1s for phase nowhere']
    const runs = [0, 1, 2].map((index) => heldTo(index, ...limits))
    const { code, thresholds } = await merged(runs)
    expect(code).toBe(1)
    expect(thresholds?.map(({ name, ok }) => [name, ok])).toEqual([
      [count, false],
      ['response p(50) < 1s', true],
      ['response p(50) < 1s for phase nowhere', false],
    ])
    const others = [heldTo(0, 'response p(50) < 1s'), heldTo(1), ...allShards().slice(2)]
    const refused = await merged(others)
    expect(refused.code).toBe(2)
    expect(refused.stderr).toMatch(
      /run-1: is held to no threshold, run-0 to "response p\(50\) < 1s"/,
    )
  })

  it.concurrent('refuses what is no shard, or of another schedule, all at once: exit 2', async () => {
    const { shard: _, ...whole } = validLoad()
    const runs = [
      shardResult(0),
      { ...shardResult(1), load: [whole] },
      shardResult(2, { scheduleSha256: 'another', seed: 99 }),
    ]
    const { code, stderr } = await merged(runs)
    expect(code).toBe(2)
    expect(stderr).toMatch(/run-1: is no shard; run it with --shard/)
    expect(stderr).toMatch(/run-2: seed is 99, of run-0 it is 1/)
    expect(stderr).toMatch(/run-2: scheduleSha256 is another/)
  })
})

describe('the shards of a load', { timeout: 60_000 }, () => {
  it.concurrent('are refused where they cannot be, before anything starts: exit 2', async () => {
    const load = ['load', '--scenario', 'smoke']
    const wrong = await runCommand([...load, '--shard', '3/3', '--start-at', 'soon'])
    expect(wrong.code).toBe(2)
    expect(wrong.stderr).toMatch(/--shard: found 3\/3; write it as 0\/3/)
    expect(wrong.stderr).toMatch(/--start-at: found soon; write a time to come/)
    const closed = await runCommand(['load', '--scenario', 'ceiling', '--shard', '0/2'])
    expect(closed.code).toBe(2)
    expect(closed.stderr).toMatch(/--shard: ceiling does not use it, scenario files, steady-100/)
  })
})

describe('writeback micro', { timeout: 60_000 }, () => {
  it.concurrent('refuses all that is wrong at once, before it measures: exit 2', async () => {
    const argv = ['micro', '--only', 'nothing', '--fail-on-slower']
    const { code, stderr } = await runCommand(argv)
    expect(code).toBe(2)
    expect(stderr).toMatch(/--only: found nothing; allowed are .*rsa-decrypt/)
    expect(stderr).toMatch(/--fail-on-slower: slower than what\? add --against/)
    const few = await runCommand(['micro', '--against', '/nowhere', '--rounds', '2'])
    expect(few.code).toBe(2)
    expect(few.stderr).toMatch(/--rounds: found 2; no difference could be claimed/)
  })

  it.concurrent('measures what was asked for, and nothing else', async () => {
    await inTemporaryFolder(async (folder) => {
      const paths = ['--only', 'rsa-decrypt']
      const fast = ['--rounds', '2', '--round-ms', '20', '--out', folder]
      const { code } = await runCommand(['micro', ...paths, ...fast])
      expect(code).toBe(0)
      const parsed = parseResult(await readOnlyResult(folder))
      const measured = parsed.ok ? parsed.result.micro : []
      expect(measured?.map(({ name, roundsNs }) => [name, roundsNs.length])).toEqual([
        ['rsa-decrypt', 2],
      ])
    })
  })
})
