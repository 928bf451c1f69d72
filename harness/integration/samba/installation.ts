import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../../target/processes/role-process.ts'
import { inRoot, runScript } from '../server-process.ts'

/** Where a Samba's programs lie. */
export interface Installation {
  /** The folder that is `/` to it; empty: the machine's own. */
  readonly root: string
  /** Where temporary folders are made, as this process sees it. */
  readonly temporary: string
  /** The command that runs a program of it. */
  command(argv: readonly string[]): readonly [string, ...string[]]
}

/** Samba of the machine's own packages. */
export const OWN_SAMBA: Installation = {
  root: '',
  temporary: tmpdir(),
  command: ([program = '', ...rest]) => [program, ...rest],
}

/** Samba in the folder that `install-samba-backport.sh` printed; needs root. */
export const sambaAt = (root: string): Installation => ({
  root,
  temporary: join(root, 'tmp'),
  command: (argv) => inRoot(root, argv),
})

/** The scripts are beside this file, also when it is compiled. */
const FOLDER = join(packageRoot, 'harness', 'integration', 'samba')
export const PROVISION_SCRIPT = join(FOLDER, 'provision.sh')
const script = (name: string) => runScript(join(FOLDER, name))

/** The controllers that stand in for a directory, a row each; what is missing is installed at need. */
export const SAMBAS = [
  {
    name: 'Samba of the machine’s packages',
    /** Whether it knows the policy-hints control, and answers a refused reset as Windows does. */
    knowsHints: false,
    install() {
      script('install-samba.sh')
      return OWN_SAMBA
    },
  },
  {
    name: 'a Samba that knows policy hints, in a chroot',
    knowsHints: true,
    install: () => sambaAt(script('install-samba-backport.sh')),
  },
] as const
