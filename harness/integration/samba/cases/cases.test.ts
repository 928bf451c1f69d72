import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  ADMINISTRATOR,
  HEAD,
  openTestDirectory,
  SERVERNAME,
  SERVICE,
  STAFF,
} from '../../../../reference-impl/directory/testing.ts'
import { createAuthority, type Identity } from '../../../target/trust/pki.ts'
import { type Ending, expand, nameOf, sambaEnding, windowsEnding } from './expand.ts'
import { openCases } from './run-case.ts'
import { CASE_GROUPS } from './rows.ts'

const CASES = expand(CASE_GROUPS)
const UNDELEGATED = `OU=Undelegated,${HEAD}`

let folder: string
let tls: Identity

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'writeback-'))
  tls = await (await createAuthority(folder)).issue('directory', SERVERNAME)
})
afterAll(() => rm(folder, { recursive: true }))

it('the cases are many, and no two alike', () => {
  expect(CASES.length).toBeGreaterThanOrEqual(150)
  expect(new Set(CASES.map(nameOf)).size).toBe(CASES.length)
})

describe.each([
  { dialect: 'samba', ending: sambaEnding },
  { dialect: 'windows', ending: windowsEnding },
])('the embedded directory in the $dialect dialect', ({ dialect, ending }) => {
  it('ends every case as the table says', async () => {
    const config = { dialect, undelegated: [UNDELEGATED], policy: { lockoutThreshold: 0 } }
    const { port, close } = await openTestDirectory({ tls, config })
    const edge = { host: '127.0.0.1', port, servername: SERVERNAME, caFile: tls.caFile }
    const cases = await openCases({
      edge,
      domain: 'corp.test',
      administrator: ADMINISTRATOR,
      service: SERVICE,
      delegated: STAFF,
      undelegated: UNDELEGATED,
    })
    try {
      const found: Record<string, Ending> = {}
      for (const each of CASES) found[nameOf(each)] = await cases.run(each)
      expect(found).toEqual(Object.fromEntries(CASES.map((each) => [nameOf(each), ending(each)])))
    } finally {
      await cases.close()
      await close()
    }
  })
})
