import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus, release, totalmem, type } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import type { Result } from '../../../reports/model/result.ts'
import { packageRoot } from '../../target/processes/role-process.ts'

const packageSchema = z.object({ version: z.string() })

/**
 * The commit that runs, when the package is the top of a repository: one that was installed below
 * somebody’s repository is not of that repository’s commit.
 */
function commit(): string | null {
  try {
    const told = execFileSync('git', ['rev-parse', '--show-prefix', '--short=12', 'HEAD'], {
      cwd: packageRoot,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const [prefix, hash = ''] = told.split('\n')
    return prefix === '' ? hash : null
  } catch {
    return null
  }
}

let known: { readonly commit: string | null } | undefined

/** Of this process, which may run one command after another: asked once. */
const ownCommit = () => {
  known ??= { commit: commit() }
  return known.commit
}

/** What a figure depends on besides the code: machine and versions. */
export function readEnvironment(): Result['environment'] {
  const processors = cpus()
  const file = readFileSync(join(packageRoot, 'package.json'), 'utf8')
  return {
    cpu: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryBytes: totalmem(),
    kernel: `${type()} ${release()}`,
    node: process.version,
    openssl: process.versions.openssl,
    writeback: packageSchema.parse(JSON.parse(file)).version,
    commit: ownCommit(),
  }
}
