// x509's dependency injection needs the polyfill loaded before it.
import 'reflect-metadata'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { webcrypto } from 'node:crypto'
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
  cryptoProvider,
} from '@peculiar/x509'

cryptoProvider.set(webcrypto)

const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const DAY_MS = 86_400_000

/** A certificate with its key, as files that a TLS server or client loads. */
export interface Identity {
  readonly certFile: string
  readonly keyFile: string
  readonly caFile: string
}

interface IssueOptions {
  readonly expired?: boolean
  readonly alsoFor?: readonly string[]
}

/** The run's certificate authority: EC P-256, valid two days, gone with the run's directory. */
export interface CertificateAuthority {
  readonly caFile: string
  /**
   * A server certificate for `servername` (and 127.0.0.1), written to `<name>.pem` and `<name>.key` (0600);
   * `expired`: its validity ended an hour ago; `alsoFor`: further servernames.
   */
  issue(name: string, servername: string, options?: IssueOptions): Promise<Identity>
}

const newKeys = () => webcrypto.subtle.generateKey(EC, true, ['sign', 'verify'])

const serial = () => Buffer.from(webcrypto.getRandomValues(new Uint8Array(12))).toString('hex')

const privatePem = async (keys: webcrypto.CryptoKeyPair) =>
  PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY')

const HOUR_MS = 3_600_000
const validity = (expired = false) => ({
  notBefore: new Date(Date.now() - DAY_MS),
  notAfter: new Date(Date.now() + (expired ? -HOUR_MS : 2 * DAY_MS)),
})

const makeRoot = (keys: webcrypto.CryptoKeyPair): Promise<X509Certificate> =>
  X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    // Of its own: where two authorities of one name are trusted, the wrong one may be asked.
    name: `CN=writeback run CA ${serial().slice(0, 8)}`,
    ...validity(),
    signingAlgorithm: EC,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  })

/** What an authority signs with, and what it has signed; nothing of it is in a file. */
export interface Signer {
  readonly caPem: string
  /** PEM; `name` tells two certificates of one servername apart. */
  sign(name: string, servername: string, options: IssueOptions): Promise<Signed>
}

interface Signed {
  readonly certPem: string
  readonly keyPem: string
}

/** Makes the keys of an authority. */
export async function createSigner(): Promise<Signer> {
  const keys = await newKeys()
  const root = await makeRoot(keys)
  return {
    caPem: root.toString('pem'),
    async sign(_name, servername, { expired = false, alsoFor = [] }) {
      const own = await newKeys()
      const certificate = await X509CertificateGenerator.create({
        serialNumber: serial(),
        subject: `CN=${servername}`,
        issuer: root.subject,
        ...validity(expired),
        signingAlgorithm: EC,
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        extensions: [
          new BasicConstraintsExtension(false),
          new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
          new SubjectAlternativeNameExtension([
            ...[servername, ...alsoFor].map((value) => ({ type: 'dns' as const, value })),
            { type: 'ip', value: '127.0.0.1' },
          ]),
        ],
      })
      return { certPem: certificate.toString('pem'), keyPem: await privatePem(own) }
    },
  }
}

/** Makes a certificate authority in `directory`, which is created (0700) if need be. */
export async function createAuthority(
  directory: string,
  signer?: Signer,
): Promise<CertificateAuthority> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const { caPem, sign } = signer ?? (await createSigner())
  const caFile = join(directory, 'ca.pem')
  await writeFile(caFile, caPem)

  return {
    caFile,
    async issue(name, servername, options = {}) {
      const { certPem, keyPem } = await sign(name, servername, options)
      const certFile = join(directory, `${name}.pem`)
      const keyFile = join(directory, `${name}.key`)
      await writeFile(certFile, certPem)
      await writeFile(keyFile, keyPem, { mode: 0o600 })
      return { certFile, keyFile, caFile }
    },
  }
}
