// An adapter in plain JavaScript: puts an agent that knows nothing of the harness into the agent's slot.
//
//   slots:
//     agent: { exec: { argv: [node, exec-agent.mjs, /opt/product/agent, --foreground] } }
//
// The product is started with one more argument, the path of its settings, and prints a line of JSON on
// its output once it serves: { "administration": SOCKET, "events": FILE }. Where yours differs, change
// `settingsFor` and `untilReady`; all else stays.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const READY_MS = 14_000
const STOP_MS = 4_000
const [command, ...args] = process.argv.slice(2)
let product
let stopping = false

/** What the product wants to be told, from what the verb `start` tells. Secrets stay in their file. */
const settingsFor = ({ edges, config, secretsFile, tls }) => ({
  portal: edges.portal,
  directory: edges.directory,
  trust: tls.caFile,
  secretsFile,
  options: config,
})

/** The product's first line of output; rejects when it ends or says nothing. */
async function untilReady(child) {
  const lines = createInterface({ input: child.stdout })
  const patience = AbortSignal.timeout(READY_MS)
  const ended = once(child, 'exit', { signal: patience }).then(([code]) => {
    throw new Error(`the product ended with exit code ${code} before it was ready`)
  })
  const [line] = await Promise.race([once(lines, 'line', { signal: patience }), ended])
  return JSON.parse(line)
}

async function end() {
  stopping = true
  if (product === undefined || product.exitCode !== null || product.signalCode !== null) return
  const left = once(product, 'exit')
  product.kill('SIGTERM')
  const late = setTimeout(() => product.kill('SIGKILL'), STOP_MS)
  await left
  clearTimeout(late)
}

const VERBS = {
  hello: () => ({
    name: 'exec-agent example',
    version: '1',
    roles: ['agent'],
    // Only what `VERBS` has: what is not named here is never asked, or leaves checks not proven.
    verbs: Object.keys(VERBS),
    capabilities: ['pids'],
  }),
  async start(request) {
    const settings = join(request.config.stateDir, 'settings.json')
    await writeFile(settings, JSON.stringify(settingsFor(request)), { mode: 0o600 })
    product = spawn(command, [...args, settings], { stdio: ['ignore', 'pipe', 'inherit'] })
    const { administration, events } = await untilReady(product)
    // An agent that dies must be seen to die: its adapter goes with it.
    product.on('exit', () => stopping || process.exit(1))
    return {
      pids: [product.pid],
      listening: {},
      administration,
      stateDir: request.config.stateDir,
      logs: events === undefined ? {} : { events },
    }
  },
  async stop() {
    await end()
    return {}
  },
}

async function answer(line) {
  const { id, verb, ...request } = JSON.parse(line)
  const run = VERBS[verb]
  if (run === undefined) return { id, ok: false, why: 'unsupported', text: `no ${verb} here` }
  try {
    return { id, ok: true, ...(await run(request)) }
  } catch (error) {
    return { id, ok: false, why: 'error', text: error.message }
  }
}

// The end of the input means the same as `stop`: a harness that died must leave nothing running.
for await (const line of createInterface({ input: process.stdin })) {
  const reply = await answer(line)
  process.stdout.write(`${JSON.stringify(reply)}\n`)
  if (reply.ok && line.includes('"verb":"stop"')) break
}
await end()
process.exit(0)
