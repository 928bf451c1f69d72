import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'

const step = z.object({
  name: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  env: z.record(z.string(), z.string()).default({}),
  with: z.object({ path: z.string().optional() }).default({}),
})
const workflow = z.object({
  jobs: z.object({
    gate: z.object({ env: z.record(z.string(), z.string()), steps: z.array(step) }),
  }),
})

export interface Command {
  readonly name: string
  readonly script: string
  readonly env: Readonly<Record<string, string>>
}

export interface GateJob {
  /** The steps that run something, in order, each with its whole environment. */
  readonly commands: readonly Command[]
  /** What is kept, one pattern a line. */
  readonly kept: readonly string[]
}

const EXPRESSION = /\$\{\{\s*(.+?)\s*\}\}/gu

/** Puts values in the place of `${{ … }}`; throws on one that nothing is known of. */
const filled = (text: string, context: Readonly<Record<string, string>>) =>
  text.replace(EXPRESSION, (_whole, name: string) => {
    const value = context[name]
    if (value === undefined) throw new Error(`the workflow asks for ${name}, which has no value`)
    return value
  })

/** The example job as commands. `context`: what GitHub would know; `env` overrides the job’s own. */
export function readGateJob(
  file: string,
  context: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
): GateJob {
  const { gate } = workflow.parse(parse(readFileSync(file, 'utf8'))).jobs
  const ofStep = (own: Record<string, string>) =>
    Object.fromEntries(Object.entries(own).map(([name, text]) => [name, filled(text, context)]))
  const upload = gate.steps.find(({ uses }) => uses?.startsWith('actions/upload-artifact@'))
  return {
    commands: gate.steps.flatMap(({ name = '', run, env: own }) =>
      run === undefined
        ? []
        : [{ name, script: filled(run, context), env: { ...gate.env, ...env, ...ofStep(own) } }],
    ),
    kept: (upload?.with.path ?? '').split('\n').filter((line) => line !== ''),
  }
}
