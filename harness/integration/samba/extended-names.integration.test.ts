import { readFileSync } from 'node:fs'
import { type BerWriter, Client, Control } from 'ldapts'
import { describe, expect, it } from 'vitest'
import { SAMBAS } from './installation.ts'
import { headOf } from './make-domain.ts'
import { type SambaController, startSamba } from './samba.ts'

const OCTET_STRING = 0x04

class ExtendedNames extends Control {
  readonly #flag: number

  constructor(flag: number) {
    super('1.2.840.113556.1.4.529', { critical: true })
    this.#flag = flag
  }

  override writeControl(writer: BerWriter): void {
    writer.writeBuffer(Buffer.from([0x30, 0x03, 0x02, 0x01, this.#flag]), OCTET_STRING)
  }
}

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
      const read = async (dn: string, attributes: string[], control?: Control) => {
        const explicitBufferAttributes = ['objectGUID', 'objectSid']
        const asked = { scope: 'base', attributes, explicitBufferAttributes } as const
        return (await client.search(dn, asked, control)).searchEntries[0]
      }
      const dn = `CN=svc-writeback,CN=Users,${headOf(samba.domain)}`
      const known = await read(dn, ['objectGUID', 'objectSid'])
      const inHex = `<GUID=${hexOf(known?.['objectGUID'])}>;<SID=${hexOf(known?.['objectSid'])}>;${dn}`
      expect((await read(dn, ['cn'], new ExtendedNames(0)))?.dn).toBe(inHex)
      expect(
        (await read(dn, ['distinguishedName'], new ExtendedNames(0)))?.['distinguishedName'],
      ).toBe(inHex)
      expect((await read(dn, ['cn'], new ExtendedNames(1)))?.dn).toMatch(
        /^<GUID=[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}>;<SID=S-1-5-21(-\d+){4}>;CN=svc-writeback,/,
      )
      expect((await read(headOf(samba.domain), ['cn'], new ExtendedNames(0)))?.dn).toMatch(
        /^<GUID=/,
      )
      await client.unbind()
    } finally {
      await samba.close()
    }
  })
})
