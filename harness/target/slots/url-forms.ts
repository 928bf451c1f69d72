import { resolve } from 'node:path'
import { z } from 'zod'
import type { Edge, RoleName } from '../../contract/edge.ts'
import type { CredentialSource, Slot } from './slots.ts'

const text = z.string('must be text').min(1, 'must not be empty')

const common = {
  /** PEM: whom to trust for the server's certificate. */
  caFile: text,
  /** The name in its certificate, where it is not the host's. */
  servername: text.optional(),
  credentialsFile: text.optional(),
  credentialsEnv: text.optional(),
}

const urlOf = (scheme: string) =>
  z
    .string(`must be ${scheme}://HOST:PORT`)
    .refine(
      (url) => URL.canParse(url) && new RegExp(`^${scheme}://[^/@]+/?$`).test(url),
      `must be ${scheme}://HOST:PORT, without user, password or path`,
    )

const commonForm = z.object(common)
type Given = z.infer<typeof commonForm>

const hasOneSource = ({ credentialsFile, credentialsEnv }: Given) =>
  (credentialsFile === undefined) !== (credentialsEnv === undefined)
const ONE_SOURCE = 'must name one of credentialsFile and credentialsEnv'

function edgeOf(url: string, port: number, { caFile, servername }: Given, folder: string): Edge {
  const { hostname, port: given } = new URL(url)
  // Square brackets of an IPv6 address are the URL's, not the host's.
  const host = hostname.replace(/^\[|\]$/g, '')
  return {
    host,
    port: given === '' ? port : Number(given),
    servername: servername ?? host,
    caFile: resolve(folder, caFile),
  }
}

const sourceOf = ({ credentialsFile, credentialsEnv }: Given, folder: string): CredentialSource =>
  credentialsFile === undefined
    ? { variable: credentialsEnv ?? '' }
    : { file: resolve(folder, credentialsFile) }

/** `corp.example` as `DC=corp,DC=example`. */
export const domainDnOf = (domain: string) =>
  domain
    .split('.')
    .map((label) => `DC=${label}`)
    .join(',')

const LDAPS = 636

const directoryForm = z
  .strictObject({
    ...common,
    url: urlOf('ldaps'),
    domain: z.string('must be text').toLowerCase(),
    container: text,
    /** What the agent does where the directory lists no policy-hints control (PWB-POL-15). */
    policyHints: z
      .enum(['required', 'optional'], 'must be required or optional')
      .default('required'),
  })
  .refine(hasOneSource, ONE_SOURCE)
  .refine(
    ({ domain, container }) =>
      container.toLowerCase().endsWith(`,${domainDnOf(domain).toLowerCase()}`),
    { path: ['container'], error: 'must lie below the domain, as OU=NAME,DC=…' },
  )

const AMQPS = 5671

const address = text.refine((value) => value.includes('{tenant}'), 'must contain {tenant}')

const relayAddressesForm = z.strictObject({
  sendRequests: address,
  receiveRequests: address,
  sendResults: address,
  receiveResults: address,
  presence: address.nullable().default(null),
  deadRequests: address.nullable().default(null),
})

const relayForm = z
  .strictObject({ ...common, url: urlOf('amqps'), addresses: relayAddressesForm.optional() })
  .refine(hasOneSource, ONE_SOURCE)

const portalForm = z
  .strictObject({
    ...common,
    url: urlOf('https'),
    mapping: text,
    prepare: z.strictObject({
      argv: z.tuple([text], z.string('must be text'), 'must be a list: program and arguments'),
      cwd: text.optional(),
    }),
  })
  .refine(
    ({ credentialsFile, credentialsEnv }) =>
      credentialsFile === undefined || credentialsEnv === undefined,
    'may name one of credentialsFile and credentialsEnv',
  )
const HTTPS = 443

const UNREACHABLE = 'an agent only dials out: it has no url; attach it by exec'

export type SlotRead = { readonly slot: Slot } | { readonly error: z.ZodError }

/** The forms of a slot that something at a URL fills: a role a row. */
export const URL_FORMS: Readonly<
  Partial<Record<RoleName, (value: unknown, folder: string) => SlotRead>>
> = {
  portal(value, folder) {
    const parsed = portalForm.safeParse(value)
    if (!parsed.success) return { error: parsed.error }
    const { url, mapping, prepare, credentialsFile, credentialsEnv } = parsed.data
    const hasSecrets = credentialsFile !== undefined || credentialsEnv !== undefined
    return {
      slot: {
        fill: 'url',
        serves: 'portal',
        edge: edgeOf(url, HTTPS, parsed.data, folder),
        mapping: resolve(folder, mapping),
        ...(hasSecrets && { credentials: sourceOf(parsed.data, folder) }),
        prepare: { argv: prepare.argv, cwd: resolve(folder, prepare.cwd ?? '.') },
      },
    }
  },
  relay(value, folder) {
    const parsed = relayForm.safeParse(value)
    if (!parsed.success) return { error: parsed.error }
    return {
      slot: {
        fill: 'url',
        serves: 'relay',
        edge: edgeOf(parsed.data.url, AMQPS, parsed.data, folder),
        credentials: sourceOf(parsed.data, folder),
        ...(parsed.data.addresses && { addresses: parsed.data.addresses }),
      },
    }
  },
  directory(value, folder) {
    const parsed = directoryForm.safeParse(value)
    if (!parsed.success) return { error: parsed.error }
    const { url, domain, container, policyHints } = parsed.data
    return {
      slot: {
        fill: 'url',
        serves: 'directory',
        edge: edgeOf(url, LDAPS, parsed.data, folder),
        credentials: sourceOf(parsed.data, folder),
        domain,
        container,
        policyHints,
      },
    }
  },
}

/** What a url is to a role that has none. */
export const noUrl = (role: RoleName): SlotRead => {
  const known = Object.keys(URL_FORMS).join(', ')
  const why = role === 'agent' ? UNREACHABLE : `a url can fill ${known} only`
  const { error = new z.ZodError([]) } = z.never(why).safeParse(role)
  return { error }
}
