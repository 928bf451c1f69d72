import { readFileSync } from 'node:fs'
import { Client } from 'ldapts'
import { describe, expect, it } from 'vitest'
import { type ControlName, controlsOf } from './cases/controls.ts'
import { SAMBAS } from './installation.ts'
import { headOf } from './make-domain.ts'
import { type SambaController, startSamba } from './samba.ts'

async function connect({ host, port, servername, caFile, domainAdministrator }: SambaController) {
  const client = new Client({
    url: `ldaps://${host}:${port}`,
    timeout: 60_000,
    tlsOptions: { ca: [readFileSync(caFile)], servername },
  })
  await client.bind(domainAdministrator.user, domainAdministrator.password)
  return client
}

const hexOf = (value: unknown) => (Buffer.isBuffer(value) ? value.toString('hex') : undefined)

describe.concurrent.each(SAMBAS)('$name', ({ install }) => {
  it('writes extended names as the embedded directory does, also among values', async () => {
    const samba = await startSamba({ domain: 'ad.test', installation: install() })
    try {
      const client = await connect(samba)
      const read = async (dn: string, attributes: string[], control: ControlName) => {
        const explicitBufferAttributes = ['objectGUID', 'objectSid']
        const asked = { scope: 'base', attributes, explicitBufferAttributes } as const
        return (await client.search(dn, asked, controlsOf(control))).searchEntries[0]
      }
      const dn = `CN=svc-writeback,CN=Users,${headOf(samba.domain)}`
      const known = await read(dn, ['objectGUID', 'objectSid'], 'none')
      const inHex = `<GUID=${hexOf(known?.['objectGUID'])}>;<SID=${hexOf(known?.['objectSid'])}>;${dn}`
      expect((await read(dn, ['cn'], 'names-in-hex'))?.dn).toBe(inHex)
      expect((await read(dn, ['distinguishedName'], 'names-in-hex'))?.['distinguishedName']).toBe(
        inHex,
      )
      expect((await read(dn, ['cn'], 'names-as-text'))?.dn).toMatch(
        /^<GUID=[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}>;<SID=S-1-5-21(-\d+){4}>;CN=svc-writeback,/,
      )
      expect((await read(headOf(samba.domain), ['cn'], 'names-in-hex'))?.dn).toMatch(/^<GUID=/)
      await client.unbind()
    } finally {
      await samba.close()
    }
  })
})
