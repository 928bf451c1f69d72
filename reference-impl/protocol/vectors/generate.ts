import type { RefusedVector, VectorKeys } from './files.ts'
import { heartbeatVectors, resultVectors } from './agent-vectors.ts'
import { authenticRows } from './refused-authentic.ts'
import { foreignRows } from './refused-foreign.ts'
import { requestVectors } from './request-vectors.ts'

const refusedVectors = (keys: VectorKeys): RefusedVector[] =>
  [...foreignRows(keys), ...authenticRows(keys)].map((row) => ({
    name: row.name,
    due: row.due,
    tenant: row.tenant ?? keys.tenant,
    keyId: row.keyId ?? keys.keyId,
    problem: row.problem,
    package: row.bytes.toString('hex'),
  }))

const fileOf = (vectors: readonly unknown[]) => `${JSON.stringify(vectors, null, 2)}\n`

/** Every generated file by its name; the same keys always give the same bytes. */
export const vectorFiles = (keys: VectorKeys): Readonly<Record<string, string>> => ({
  'requests.json': fileOf(requestVectors(keys)),
  'results.json': fileOf(resultVectors(keys)),
  'heartbeats.json': fileOf(heartbeatVectors(keys)),
  'refused.json': fileOf(refusedVectors(keys)),
})
