// x509's dependency injection needs the polyfill loaded before it.
import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  cryptoProvider,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'

cryptoProvider.set(webcrypto)

const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const DAY_MS = 86_400_000

/** One self-signed certificate for every role, as files in `folder`: also its own trust file. */
export async function makeCertificate(folder: string, servername: string) {
  const keys = await webcrypto.subtle.generateKey(EC, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${servername}`,
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + 2 * DAY_MS),
    signingAlgorithm: EC,
    keys,
    extensions: [new SubjectAlternativeNameExtension([{ type: 'dns', value: servername }])],
  })
  const certFile = join(folder, 'role.pem')
  const keyFile = join(folder, 'role.key')
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
  await writeFile(certFile, certificate.toString('pem'))
  await writeFile(keyFile, PemConverter.encode(key, 'PRIVATE KEY'), { mode: 0o600 })
  return { certFile, keyFile, caFile: certFile }
}
