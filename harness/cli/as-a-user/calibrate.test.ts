import { expect, it } from 'vitest'
import { runCommand } from './testing.ts'

/** A load worker whose clock ticks in steps of 64 ms, and nothing else that does. */
const COARSE_CLOCK = `data:text/javascript,${encodeURIComponent(
  [
    "import { workerData } from 'node:worker_threads'",
    'const exact = process.hrtime.bigint',
    'if (workerData?.executor !== undefined) process.hrtime.bigint = () => (exact() / 64_000_000n) * 64_000_000n',
  ].join('\n'),
)}`

it('a driver that cannot tell a known server is not believed: exit 5', async () => {
  const { code, stdout } = await runCommand(['calibrate', '--quick'], { preload: COARSE_CLOCK })
  expect(code).toBe(5)
  expect(stdout).toMatch(/✗ the difference: its delay of 20 ms /)
  expect(stdout).toMatch(/^the driver is NOT TO BE BELIEVED here \(exit 5\): delay -?[\d.]+ ms/m)
})
