import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { resultSchema } from './result.ts'

describe('published JSON Schema', () => {
  it('is the one that results are read by (npx vitest run reports/model -u writes it anew)', async () => {
    const schema = {
      $id: 'writeback-result-1',
      title: 'writeback result, version 1',
      ...z.toJSONSchema(resultSchema),
    }
    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(
      fileURLToPath(new URL('result.schema.json', import.meta.url)),
    )
  })
})
