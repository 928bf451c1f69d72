import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { packageRoot } from '../target/processes/role-process.ts'

const resultForm = z.looseObject({
  requirements: z.array(
    z.looseObject({
      id: z.string(),
      verdict: z.string(),
      reason: z.string().optional(),
      findings: z.array(z.looseObject({ code: z.string(), observed: z.string() })),
    }),
  ),
})

/** What a run said of each requirement: `pass`, or the verdict with its finding codes or its reason. */
export interface Conformed {
  readonly code: number | null
  readonly verdicts: Readonly<Record<string, string>>
  /** The whole output, for when it is not as expected. */
  readonly output: string
}

const ended = ({ verdict, reason, findings }: z.infer<typeof resultForm>['requirements'][number]) =>
  [verdict, ...findings.map(({ code }) => code), ...(reason === undefined ? [] : [reason])].join(
    ' ',
  )

async function readVerdicts(out: string) {
  const [run] = await readdir(out)
  if (run === undefined) throw new Error(`the run left no result in ${out}`)
  const parsed = resultForm.parse(JSON.parse(await readFile(join(out, run, 'result.json'), 'utf8')))
  return Object.fromEntries(parsed.requirements.map((each) => [each.id, ended(each)]))
}

/** Runs `writeback conform` as a user does: the compiled program, with a target file of this text. */
export async function conformWith(targetText: string, args: readonly string[]): Promise<Conformed> {
  const folder = await mkdtemp(join(tmpdir(), 'wbt-conform-'))
  try {
    const target = join(folder, 'target.yaml')
    const out = join(folder, 'out')
    await writeFile(target, targetText)
    const program = join(packageRoot, 'dist', 'harness', 'cli', 'main.js')
    const child = spawn(
      process.execPath,
      [program, 'conform', '--target', target, '--out', out, ...args],
      { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } },
    )
    let output = ''
    const gather = (chunk: Buffer) => {
      output += chunk.toString()
    }
    child.stdout.on('data', gather)
    child.stderr.on('data', gather)
    const [code] = await once(child, 'close')
    const verdicts = await readVerdicts(out)
    return { code: typeof code === 'number' ? code : null, verdicts, output }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
