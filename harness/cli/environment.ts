import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus, release, totalmem, type } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import type { Result } from '../../reports/model/result.ts'
import { packageRoot } from '../target/role-process.ts'

const packageSchema = z.object({ version: z.string() })

/** The commit that runs, when the package lies in its repository. */
function commit(): string | null {
  try {
    return execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], {
      cwd: packageRoot,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return null
  }
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
    commit: commit(),
  }
}
