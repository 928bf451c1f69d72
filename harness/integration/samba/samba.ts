import { join } from 'node:path'
import { createAuthority } from '../../target/trust/pki.ts'
import { newPassword, writeSecretFile } from '../../target/trust/secrets.ts'
import { containerOf, type DomainOptions, makeDomain, removeDomain } from './make-domain.ts'
import { type Served, serveDomain } from './serve-domain.ts'

/** A domain controller of this run's own. */
export interface SambaController {
  readonly domain: string
  /** Where a run may make accounts. */
  readonly container: string
  readonly host: string
  readonly port: number
  readonly servername: string
  readonly caFile: string
  /** What a target file names, mode 0600. */
  readonly credentialsFile: string
  /** Who may do anything in the domain. */
  readonly domainAdministrator: { readonly user: string; readonly password: string }
  /** Whom the agent works as. */
  readonly service: { readonly user: string; readonly password: string }
  readonly startedInMs: number
  /** Ends it and removes its folder. */
  close(): Promise<void>
}

/** Provisions and starts a domain controller, on LDAPS with a certificate of its own authority. */
export async function startSamba(options: DomainOptions): Promise<SambaController> {
  const { domain } = options
  const startedAt = performance.now()
  const login = (name: string) => ({ user: `${name}@${domain}`, password: newPassword() })
  const logins = { administrator: login('tests-admin'), service: login('svc-writeback') }
  const domainAdministrator = login('Administrator')
  const made = await makeDomain(options)
  const served: Served[] = []
  const close = async () => {
    for (const { stop } of served) await stop()
    await removeDomain(made)
  }
  try {
    const authority = await createAuthority(join(made.folder, 'pki'))
    const identity = await authority.issue('dc1', `dc1.${domain}`)
    const passwords = {
      Administrator: domainAdministrator.password,
      'tests-admin': logins.administrator.password,
      'svc-writeback': logins.service.password,
    }
    const controller = await serveDomain(made, { identity, passwords })
    served.push(controller)
    const credentialsFile = join(made.folder, 'directory.json')
    await writeSecretFile(credentialsFile, logins)
    return {
      domain,
      container: containerOf(domain),
      ...controller.edge,
      credentialsFile,
      domainAdministrator,
      service: logins.service,
      startedInMs: performance.now() - startedAt,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
