import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { agentRules, firewallRules } from './firewall-rules.ts'
import { makeNamespaces, removeNamespaces } from './namespaces.ts'
import type { Offered } from './network-support.ts'

const TOOLS = ['ip', 'nft', 'tc'] as const
const TRIED = 'try'
const IDLE_SECONDS = 60

const isThere = (program: string) => spawnSync(program, ['-V']).error === undefined

function tryNamespaces(): string | undefined {
  try {
    const spaces = makeNamespaces(TRIED, IDLE_SECONDS)
    const ports = { portal: 1, relay: 2, directory: 3 }
    spaces.run('agent', ['nft', '-f', '-'], agentRules(ports))
    spaces.run('firewall', ['nft', '-f', '-'], firewallRules())
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    removeNamespaces(TRIED)
  }
}

/** Installs what is missing, where root may, and tries a network of its own. */
export function lookAtMachine(): Offered {
  const isRoot = process.getuid?.() === 0
  if (!isRoot) return { isRoot, missing: [] }
  execFileSync('bash', [join(import.meta.dirname, 'install-tools.sh')], { stdio: 'inherit' })
  const missing = TOOLS.filter((tool) => !isThere(tool))
  const refusal = missing.length === 0 ? tryNamespaces() : undefined
  return { isRoot, missing, ...(refusal !== undefined && { refusal }) }
}
