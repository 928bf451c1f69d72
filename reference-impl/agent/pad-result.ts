import type { Faults } from '../faults.ts'

const PADDED_BYTES = 1_025
/** The properties section around a subject, and the data section's start (AMQP 1.0 part 3, 3.2). */
const AROUND_BYTES = 20 + 5

/** The fault that makes a result's message 1,025 bytes; its body stays as it is, so that it is read. */
export const padding = (faults: Faults, bodyBytes: number): { subject?: string } =>
  faults.fires('agent-pads-result')
    ? { subject: '.'.repeat(PADDED_BYTES - AROUND_BYTES - bodyBytes) }
    : {}
