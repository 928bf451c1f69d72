import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseResult } from '../../../reports/model/parse.ts'
import type { RequirementResult } from '../../../reports/model/result.ts'
import type { Runners } from './runners.ts'

const FIRINGS = 'firings'

type Shown = Pick<Ran, 'requirements' | 'reason'>

async function readShown(folder: string): Promise<Shown> {
  const names = await readdir(folder, { recursive: true })
  const file = names.find((name) => name.endsWith('result.json'))
  if (file === undefined) return { requirements: undefined }
  const parsed = parseResult(JSON.parse(await readFile(join(folder, file), 'utf8')))
  if (!parsed.ok) return { requirements: undefined }
  const { requirements, exit } = parsed.result
  return { requirements, reason: exit.reason }
}

/** What the reference is told to do otherwise; none of them: as it is. */
export interface Deviations {
  /** The profile that it is held to; absent: the default. */
  readonly profile?: string
  readonly fault?: readonly string[]
  readonly variant?: readonly string[]
  /** Its systems one after the other, in the same processes: they are loaded once. */
  readonly oneByOne?: boolean
  /** In processes that have played in no run before. */
  readonly fresh?: boolean
}

/** What a run of the shipped command showed. */
export interface Ran {
  /** Null: it ended by a signal. */
  readonly exitCode: number | null
  /** Undefined: no result was written. */
  readonly requirements: readonly RequirementResult[] | undefined
  /** What the run itself says of its end. */
  readonly reason?: string
  readonly durationMs: number
  /** How often the fault or variant of this name fired. */
  firings(name: string): number
}

/** The shipped command under these deviations, over these requirements; over all when none is named. */
export async function runUnder(
  runners: Runners,
  { profile, fault = [], variant = [], oneByOne = false, fresh = false }: Deviations,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Ran> {
  const folder = await mkdtemp(join(tmpdir(), 'wbp-'))
  const startedAt = performance.now()
  try {
    const exitCode = await runners.run(
      [
        'conform',
        '--no-page',
        ...(oneByOne ? ['--one-by-one'] : []),
        ...(profile === undefined ? [] : ['--profile', profile]),
        ...ids.flatMap((id) => ['--only', id]),
        ...fault.flatMap((name) => ['--fault', name]),
        ...variant.flatMap((name) => ['--variant', name]),
        '--firings',
        join(folder, FIRINGS),
        '--out',
        folder,
      ],
      signal,
      fresh,
    )
    const text = await readFile(join(folder, FIRINGS), 'utf8').catch(() => '')
    const fired = text.split('\n')
    return {
      exitCode,
      ...(await readShown(folder)),
      durationMs: performance.now() - startedAt,
      firings: (name) => fired.filter((line) => line === name).length,
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
