import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'

type Run = () => unknown
type Close = () => Promise<void>
const isFunction = (value: unknown) => typeof value === 'function'

const openSchema = z.object({ run: z.custom<Run>(isFunction), close: z.custom<Close>(isFunction) })
const hotPathSchema = z.object({
  title: z.string(),
  open: z.custom<(folder: string) => Promise<unknown>>(isFunction),
})
const moduleSchema = z.object({ hotPaths: z.record(z.string(), hotPathSchema) })

/** One operation that can be done again and again; `run` throws or rejects when it failed. */
export type OpenHotPath = z.infer<typeof openSchema>

/** What a build offers to be measured. `folder`: private, removed by the caller. */
export interface HotPath {
  readonly title: string
  open(folder: string): Promise<OpenHotPath>
}

/** Where a build keeps its hot paths, below its folder. */
export const HOT_PATHS_FILE = join('dist', 'reference-impl', 'hot-paths', 'index.js')

/**
 * The hot paths of a build: a folder with a compiled writeback, this one or another version. The file
 * is loaded as data of unknown shape and checked. Rejects when it is not there or not of that shape.
 */
export async function loadHotPaths(buildDir: string): Promise<ReadonlyMap<string, HotPath>> {
  const loaded: unknown = await import(pathToFileURL(join(buildDir, HOT_PATHS_FILE)).href)
  const { hotPaths } = moduleSchema.parse(loaded)
  return new Map(
    Object.entries(hotPaths).map(([name, { title, open }]) => [
      name,
      { title, open: async (folder: string) => openSchema.parse(await open(folder)) },
    ]),
  )
}
