import { describe, expect, it } from 'vitest'
import { SAMBAS } from '../installation.ts'
import { startSamba } from '../samba.ts'
import { type Ending, expand, nameOf, olderSambaEnding, sambaEnding } from './expand.ts'
import { openCases } from './run-case.ts'
import { CASE_GROUPS } from './rows.ts'

const CASES = expand(CASE_GROUPS)

// Side by side: each is one server, asked one thing after the other.
describe.concurrent.each(SAMBAS)('$name', ({ install, knowsHints }) => {
  it('ends every case as the table says, and so as the embedded directory does', async () => {
    const samba = await startSamba({ domain: 'ad.test', installation: install() })
    try {
      const cases = await openCases({
        edge: samba,
        domain: samba.domain,
        administrator: samba.domainAdministrator,
        service: samba.service,
        delegated: samba.container,
        undelegated: 'OU=Undelegated,DC=ad,DC=test',
      })
      try {
        const ending = knowsHints ? sambaEnding : olderSambaEnding
        const found: Record<string, Ending> = {}
        for (const each of CASES) found[nameOf(each)] = await cases.run(each)
        expect(found).toEqual(Object.fromEntries(CASES.map((each) => [nameOf(each), ending(each)])))
      } finally {
        await cases.close()
      }
    } finally {
      await samba.close()
    }
  })
})
