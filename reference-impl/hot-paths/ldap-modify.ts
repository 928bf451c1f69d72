import { randomBytes } from 'node:crypto'
import { addPerson, openTestDirectory, reset, SERVERNAME } from '../directory/testing.ts'
import { makeCertificate } from '../fuzz/certificate.ts'
import type { HotPath } from './hot-path.ts'

/** Over LDAPS on loopback; directory and client share one thread, so nothing overlaps. */
export const ldapModifyPath: HotPath = {
  title: 'reset a password over LDAP, one after the other',
  async open(folder) {
    const directory = await openTestDirectory({ tls: await makeCertificate(folder, SERVERNAME) })
    const { dn } = await addPerson(directory)
    const start = `Aa1-${randomBytes(9).toString('base64url')}`
    let count = 0
    return {
      run: () => directory.service.modify(dn, reset(`${start}${count++}`)),
      close: directory.close,
    }
  },
}
