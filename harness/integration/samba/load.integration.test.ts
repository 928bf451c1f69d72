import { describe, expect, it } from 'vitest'
import { isValid } from '../../../reports/model/load-figures.ts'
import { resultSchema } from '../../../reports/model/result.ts'
import { runWith } from '../run-with.ts'
import { SAMBAS } from './installation.ts'
import { startSamba } from './samba.ts'
import { targetFileFor } from './target-file.ts'

const DOMAIN = 'load.test'
const SCENARIO = `
version: 1
title: samba
population: { people: 150 }
operations: { self-service-reset: 2, change: 1, administrator-reset: 1 }
refusals: { too-short: 10, wrong-old-password: 5, unknown-user: 5 }
phases:
  - { name: storm, duration: 15 s, arrivals: { kind: uniform, ratePerSecond: 5 } }
`

// One after the other: a load wants the machine.
describe.each(SAMBAS)('$name in the directory’s slot', ({ install }) => {
  it('bears a storm: its accounts end as told, each password written as often as asked by its own metadata', async () => {
    const samba = await startSamba({ domain: DOMAIN, installation: install() })
    try {
      const args = ['--i-own-this-directory', DOMAIN, '--scenario', 'samba.yaml']
      const target = targetFileFor(samba, 'optional')
      const ran = await runWith('load', target, args, { 'samba.yaml': SCENARIO })
      const { load } = resultSchema.parse(ran.result)
      const [only] = load
      expect(only?.ledger, ran.output).toMatchObject({ planned: 75, sent: 75, lost: 0 })
      expect(only?.expectations, ran.output).toMatchObject({ met: 75 })
      expect(only?.finalBinds?.asAcknowledged).toBe(only?.finalBinds?.accounts)
      expect(only?.applied).toEqual({ twice: 0, late: 0, shown: [] })
      expect(ran.code).toBe(load.every(isValid) ? 0 : 5)
    } finally {
      await samba.close()
    }
  })
})
