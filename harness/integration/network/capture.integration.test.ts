import { execFileSync } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { ladderBetween } from '../../wire/counting/ladder.ts'
import { startCapture } from './capture.ts'
import { differences, ladderSeen } from './compare-capture.ts'
import { decode } from './decode.ts'
import { startTapped } from './tapped-system.ts'

const OPERATIONS = 20
/** Set-up, the first heartbeat and delayed acknowledgements are over. */
const QUIET_MS = 1_000
const isRoot = process.getuid?.() === 0

/** What the tap counted and what the capture shows while operations ran on a warm link. */
async function measureBoth(mode: 'opaque' | 'inspecting') {
  const tapped = await startTapped(mode, OPERATIONS)
  try {
    const capture = await startCapture(tapped.tap.port, `${tapped.keyLog}.pcapng`)
    await tapped.enable()
    await sleep(QUIET_MS)
    const before = await tapped.tap.measure()
    const fromMs = Date.now()
    for (const account of tapped.accounts) {
      const { code } = await tapped.reset(account)
      expect(code).toBe('changed')
    }
    await sleep(QUIET_MS)
    const toMs = Date.now()
    const after = await tapped.tap.measure()
    await capture.stop()
    const packets = await decode(capture.file, tapped.tap.port, tapped.keyLog)
    const { mode: bits } = await stat(tapped.keyLog)
    return {
      ladder: ladderBetween(before, after),
      seen: ladderSeen(packets, fromMs, toMs),
      keyLogMode: (bits & 0o777).toString(8),
    }
  } finally {
    await tapped.close()
  }
}

describe.skipIf(!isRoot)('a packet capture beside the tap (needs root)', () => {
  beforeAll(() => {
    execFileSync('bash', [join(import.meta.dirname, 'install-tools.sh')], { stdio: 'inherit' })
  })

  it('shows the messages, their sizes, plaintext, records, segments and bytes that an inspecting tap counts', async () => {
    const { ladder, seen, keyLogMode } = await measureBoth('inspecting')
    expect(differences(ladder, seen)).toEqual([])
    expect(seen.messages).toBe(2 * OPERATIONS)
    expect(keyLogMode).toBe('600')
  })

  it('shows what an opaque tap tells without a key, the plaintext’s bytes too', async () => {
    const { ladder, seen } = await measureBoth('opaque')
    expect(ladder.segmentsFrom).toBe('tcp-info')
    expect(differences(ladder, seen)).toEqual([])
    expect(seen.messages).toBe(2 * OPERATIONS)
  })
})
