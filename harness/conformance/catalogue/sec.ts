import type { CatalogueEntry } from './entry.ts'

/** SEC: security model. */
export const sec = [
  {
    id: 'PWB-SEC-1',
    level: 'MUST',
    subject: 'system',
    title:
      'the password is encrypted with the tenant’s RSA-2048 public key (OAEP) before it leaves the portal; only the agent holds the private key',
  },
  {
    id: 'PWB-SEC-2',
    level: 'MUST',
    subject: 'system',
    title:
      'the whole package (encrypted password and metadata) is sealed with AES-256-GCM under the tenant’s symmetric key; visible header bound as additional data',
  },
  {
    id: 'PWB-SEC-3',
    level: 'MUST',
    subject: 'system',
    title:
      'TLS 1.2 or later on every hop, certificates verified; wrong name, unknown issuer, expired, or plain text is refused (each edge, four cases)',
  },
  {
    id: 'PWB-SEC-4',
    level: 'MUST',
    subject: 'relay',
    title:
      'the relay is tenant-specific and protected by a strong random secret (≥ 256 bit) made at set-up; a wrong or another tenant’s secret is refused',
  },
  {
    id: 'PWB-SEC-5',
    level: 'MUST',
    subject: 'relay',
    title:
      'least privilege: the portal’s credential can only send requests and receive results, the agent’s only the reverse',
  },
  {
    id: 'PWB-SEC-6',
    level: 'MUST',
    subject: 'agent',
    title:
      'tampered, truncated, foreign-key, foreign-tenant or re-ordered packages are dropped, logged as decryption or validation error, and never change a password',
  },
  {
    id: 'PWB-SEC-7',
    level: 'MUST',
    subject: 'agent',
    title:
      'a redelivered or replayed request is not applied twice, also across a restart of the agent: set P1, set P2, replay P1: P2 still binds, P1 does not',
  },
  {
    id: 'PWB-SEC-8',
    level: 'MUST',
    subject: 'system',
    title:
      'canary: no plaintext of a submitted password, nor its UTF-16, base64, hex or URL form, in any log, event, relay payload, process argument, environment, file, report or error answer',
  },
  {
    id: 'PWB-SEC-9',
    level: 'MUST',
    subject: 'agent',
    title: 'private key and secrets at rest are readable by the service’s user only',
  },
  {
    id: 'PWB-SEC-10',
    level: 'MUST',
    subject: 'system',
    title: 'nonces never repeat under one key, over restarts and parallel senders',
  },
  {
    id: 'PWB-SEC-11',
    level: 'MUST',
    subject: 'system',
    title:
      'the agent’s relay secret is not in the portal’s or relay’s stored state, logs or environment; the relay keeps a verifier only. (SASL PLAIN shows it to the relay in memory: a stated deviation)',
  },
  {
    id: 'PWB-SEC-12',
    level: 'SHOULD',
    subject: 'portal',
    title:
      'the tenant’s symmetric key lies only in the tenant’s secret store, and every read is audited with time, tenant and purpose',
  },
] as const satisfies readonly CatalogueEntry[]
