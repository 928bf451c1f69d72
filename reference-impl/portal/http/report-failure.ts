import { RelayManagementError } from '../../protocol/relay-management.ts'

/**
 * One line for the operator about what the portal answers as `internal`. A message is told only of
 * errors known to hold no secret; of others the place.
 */
function describeFailure(error: unknown): string {
  if (error instanceof RelayManagementError) return error.message
  if (!(error instanceof Error)) return 'something that is no error was thrown'
  const place = error.stack?.split('\n').find((line) => line.trimStart().startsWith('at ')) ?? ''
  return `${error.name} ${place.trim()}`
}

export const reportFailure = (trackingId: string, error: unknown) =>
  process.stderr.write(`portal: ${trackingId} internal: ${describeFailure(error)}\n`)
