import { stringify } from 'yaml'
import type { SambaController } from './samba.ts'

/** The target file that puts this controller into the directory's slot, as a user would write it. */
export const targetFileFor = (
  controller: SambaController,
  policyHints: 'required' | 'optional',
) => {
  const { domain, container, host, port, servername, caFile, credentialsFile } = controller
  return stringify({
    version: 1,
    name: 'the reference’s portal, relay and agent with Samba',
    slots: {
      directory: {
        url: `ldaps://${host}:${port}`,
        servername,
        caFile,
        domain,
        container,
        credentialsFile,
        policyHints,
      },
    },
  })
}
