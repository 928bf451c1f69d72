import type { Faults } from '../faults.ts'

const PADDED_BYTES = 1_025
/** The properties section around a subject, and the data section's start (AMQP 1.0 part 3, 3.2). */
const AROUND_BYTES = 20 + 5
/** The fault's idea of many: so many results in one second, and what each of them then has beside it. */
const MANY = 5
const SECOND_MS = 1_000
const BESIDE_BYTES = 400

/** The faults that make a result's message longer; its body stays as it is, so that it is read. */
export function createPadding(faults: Faults, nowMs = () => performance.now()) {
  const sentAt: number[] = []

  const areMany = () => {
    const now = nowMs()
    sentAt.push(now)
    while ((sentAt[0] ?? now) < now - SECOND_MS) sentAt.shift()
    return sentAt.length > MANY
  }

  return (bodyBytes: number): string | undefined => {
    if (faults.fires('agent-pads-result')) {
      return '.'.repeat(PADDED_BYTES - AROUND_BYTES - bodyBytes)
    }
    const isWordy = areMany() && faults.fires('agent-grows-wordy')
    return isWordy ? '.'.repeat(BESIDE_BYTES) : undefined
  }
}
