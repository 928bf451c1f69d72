import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where a Samba's programs lie. */
export interface Installation {
  /** The folder that is `/` to it; empty: the machine's own. */
  readonly root: string
  /** Where temporary folders are made, as this process sees it. */
  readonly temporary: string
  /** The command that runs a program of it. */
  command(argv: readonly string[]): readonly [string, ...string[]]
}

/** In a mount namespace of its own: what is mounted there is gone with the process. */
const WITHIN = 'mount -t proc proc "$1/proc" && mount --bind /dev "$1/dev" && exec chroot "$@"'

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
  command: (argv) => ['unshare', '--mount', 'sh', '-c', WITHIN, 'sh', root, ...argv],
})

/** Runs a script beside this file; its standard output. */
const runScript = (name: string) =>
  execFileSync('bash', [join(import.meta.dirname, name)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  }).trim()

/** The controllers that stand in for a directory, a row each; what is missing is installed at need. */
export const SAMBAS = [
  {
    name: 'Samba of the machine’s packages',
    /** Whether it knows the policy-hints control, and answers a refused reset as Windows does. */
    knowsHints: false,
    install() {
      runScript('install-samba.sh')
      return OWN_SAMBA
    },
  },
  {
    name: 'a Samba that knows policy hints, in a chroot',
    knowsHints: true,
    install: () => sambaAt(runScript('install-samba-backport.sh')),
  },
] as const
