import { expect, it } from 'vitest'
import type { PortalClient } from '../portal-client.ts'
import { startUpload } from './upload-users.ts'

type Page = Parameters<PortalClient['upload']>[2]

const account = (userPrincipalName: string) => ({
  objectGuid: Buffer.alloc(16, userPrincipalName),
  distinguishedName: `CN=${userPrincipalName}`,
  userPrincipalName,
  displayName: userPrincipalName,
  enabled: true,
  usnChanged: '1',
})

it('gives each user the sign-in mode of the name’s suffix, in any case, and else the tenant’s', async () => {
  const pages: Page[] = []
  const upload = startUpload({
    portal: {
      upload: async (_tenant, _secret, page) => {
        pages.push(page)
        return { accepted: page.users.length, users: page.users.length }
      },
    },
    tenant: 'contoso',
    signIn: { mode: 'pass-through', bySuffix: { 'hash.test': 'hash-synchronised' } },
    secret: 'secret',
  })
  await upload.page([account('ann@hash.test'), account('ben@HASH.test'), account('eve@corp.test')])
  await upload.finish()
  const modes = pages.flatMap(({ users }) => users.map(({ mode }) => mode))
  expect(modes).toEqual(['hash-synchronised', 'hash-synchronised', 'pass-through'])
})
