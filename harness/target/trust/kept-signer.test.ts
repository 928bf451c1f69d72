import { X509Certificate } from 'node:crypto'
import { expect, it } from 'vitest'
import { createKeptSigner } from './kept-signer.ts'

it('signs once what is asked for alike, and anew what is not', async () => {
  const { sign } = await createKeptSigner()
  const first = await sign('portal', 'portal.test', {})
  expect(await sign('portal', 'portal.test', {})).toEqual(first)
  const others = await Promise.all([
    sign('tap', 'portal.test', {}),
    sign('portal', 'relay.test', {}),
    sign('portal', 'portal.test', { expired: true }),
    sign('portal', 'portal.test', { alsoFor: ['relay.test'] }),
  ])
  for (const { keyPem } of others) expect(keyPem).not.toBe(first.keyPem)
})

it('what it signs is verified by its own certificate', async () => {
  const { caPem, sign } = await createKeptSigner()
  const { certPem } = await sign('portal', 'portal.test', {})
  expect(new X509Certificate(certPem).verify(new X509Certificate(caPem).publicKey)).toBe(true)
})
