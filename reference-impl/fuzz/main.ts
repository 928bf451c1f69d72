import { parseArgs } from 'node:util'
import { EDGES, type EdgeName } from './edges/index.ts'
import { Finding } from './edge.ts'
import { startRoles } from './roles.ts'
import { type Plan, type Row, runReaders, runWiresOf, type Watch } from './run.ts'
import { Found } from './run-in-process.ts'
import type { Health } from './sound.ts'

/** As the command line's: 0 nothing found, 1 found, 2 bad input, 130 cancelled. */
const EXIT = { clean: 0, found: 1, badInput: 2, cancelled: 130 } as const
const PROGRESS_EVERY_MS = 2_000
const SHOWN_INPUTS = 64

const NAMES = Object.keys(EDGES)
const isEdge = (name: string): name is EdgeName => NAMES.includes(name)

class BadInput extends Error {}

function wholeNumber(option: string, text: string): number {
  if (/^\d{1,12}$/.test(text)) return Number(text)
  throw new BadInput(`--${option}: found ${text}; give a whole number from 0`)
}

function edgesOf(text: string): EdgeName[] {
  const wanted = text === 'all' ? NAMES : text.split(',')
  const known = wanted.filter((name) => isEdge(name))
  if (known.length === wanted.length) return known
  throw new BadInput(`--edge: found ${text}; allowed are all, ${NAMES.join(', ')}`)
}

const OPTIONS = {
  /** In process, over all edges together. */
  inputs: { type: 'string', default: '10000000' },
  /** For each edge, shared out over its wires: sockets, and the pipe of the control verbs. */
  'socket-inputs': { type: 'string', default: '100000' },
  edge: { type: 'string', default: 'all' },
  /** Only this wire of the edges. */
  wire: { type: 'string' },
  /** On a wire at once; else what is best for the wire. One shows a finding again alone. */
  connections: { type: 'string' },
  seed: { type: 'string', default: '1' },
  /** The number of the first input. */
  from: { type: 'string', default: '0' },
  'time-limit-s': { type: 'string', default: '1800' },
} as const

function readPlan() {
  const { values } = parseArgs({ options: OPTIONS })
  const plan: Plan = {
    edges: edgesOf(values.edge),
    seed: wholeNumber('seed', values.seed),
    from: wholeNumber('from', values.from),
    inputs: wholeNumber('inputs', values.inputs),
    socketInputs: wholeNumber('socket-inputs', values['socket-inputs']),
    ...(values.wire !== undefined && { wire: values.wire }),
    ...(values.connections !== undefined && {
      connections: wholeNumber('connections', values.connections),
    }),
  }
  return { plan, limitS: wholeNumber('time-limit-s', values['time-limit-s']) }
}

const say = (text: string) => process.stdout.write(`${text}\n`)

interface Summary {
  readonly rows: Row[]
  readonly roles: Record<string, Health>
}

function createWatch(isOver: () => boolean, { rows, roles }: Summary): Watch {
  let saidAt = performance.now()
  return {
    isOver,
    onProgress(name, done) {
      if (performance.now() - saidAt < PROGRESS_EVERY_MS) return
      saidAt = performance.now()
      process.stderr.write(`${name}: ${done}\n`)
    },
    onRow(row) {
      const { name, inputs, accepted, perSecond } = row
      rows.push(row)
      say(`${name}: ${inputs} inputs, ${accepted} taken or answered, ${perSecond}/s`)
    },
    onHealth(name, health) {
      roles[name] = health
    },
  }
}

async function run(plan: Plan, watch: Watch): Promise<void> {
  if (plan.inputs > 0) await runReaders(plan, watch)
  if (plan.socketInputs === 0 || watch.isOver()) return
  const roles = await startRoles()
  try {
    await runWiresOf(plan, watch, roles)
  } finally {
    await roles.stop()
  }
}

/** The options that make the same inputs; over sockets alone, on one connection. */
function againOf(seed: number, { from, on, inputs }: Found): string {
  const start = `--seed ${seed} --from ${from}`
  if (on === undefined) return `${start} --inputs ${inputs.length} --socket-inputs 0`
  const { edge, wire } = on
  return `${start} --edge ${edge} --wire ${wire} --connections 1 --inputs 0 --socket-inputs 1`
}

function report({ seed }: Plan, error: unknown): number {
  if (!(error instanceof Found) && !(error instanceof Finding)) throw error
  say(`FOUND (seed ${seed}): ${error.message}`)
  if (error instanceof Found) {
    say(`again: ${againOf(seed, error)}`)
    for (const input of error.inputs.slice(0, SHOWN_INPUTS))
      say(`input ${input.toString('base64')}`)
  }
  return EXIT.found
}

async function main(): Promise<number> {
  const { plan, limitS } = readPlan()
  let isCancelled = false
  process.on('SIGINT', () => {
    isCancelled = true
  })
  const endsAt = performance.now() + limitS * 1_000
  const isOver = () => isCancelled || performance.now() > endsAt
  say(`seed ${plan.seed}`)
  const summary: Summary = { rows: [], roles: {} }
  let code: number = EXIT.clean
  try {
    await run(plan, createWatch(isOver, summary))
  } catch (error) {
    code = report(plan, error)
  }
  say(JSON.stringify({ seed: plan.seed, findings: code === EXIT.clean ? 0 : 1, ...summary }))
  if (code !== EXIT.clean) return code
  if (isCancelled) return EXIT.cancelled
  if (performance.now() > endsAt) say(`ended by --time-limit-s ${limitS}, before all inputs`)
  return EXIT.clean
}

/** A refusal is an error that is made a million times: most of its cost is its stack. */
Error.stackTraceLimit = 4
process.exitCode = await main().catch((error: unknown) => {
  const isBad = error instanceof BadInput || error instanceof TypeError
  process.stderr.write(`fuzz: ${error instanceof Error ? error.message : String(error)}\n`)
  return isBad ? EXIT.badInput : EXIT.found
})
