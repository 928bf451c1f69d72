/** The packages that portal and agent exchange, described byte by byte in PROTOCOL.md. */
export { type PackageKeys, peek, type VisibleHeader } from './envelope.ts'
export { openHeartbeat, sealHeartbeat } from './heartbeat.ts'
export type { OperationKind } from './layouts.ts'
export { PackageError } from './package-error.ts'
export {
  type OpeningKeys,
  openRequest,
  openRequestPackage,
  type RequestBody,
  type SealedRequest,
  type SealingKeys,
  sealRequest,
} from './request.ts'
export { openResult, type ResultBody, sealResult } from './result.ts'
