import { isMap, isNode, isScalar, isSeq, type LineCounter, type parseDocument } from 'yaml'
import type { z } from 'zod'

type Document = ReturnType<typeof parseDocument>
type Path = readonly PropertyKey[]

/** One thing that is wrong with a scenario, and where in it. */
export interface ScenarioProblem {
  readonly path: Path
  readonly text: string
}

const startOf = (node: unknown) => (isNode(node) ? node.range?.[0] : undefined)

/** One step down a map (to the pair's key, so that its line is told) or a list. */
function below(node: unknown, step: PropertyKey): { at: unknown; node: unknown } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && key.value === step)
    return pair === undefined ? undefined : { at: pair.key, node: pair.value }
  }
  const item = isSeq(node) && typeof step === 'number' ? node.items[step] : undefined
  return item === undefined ? undefined : { at: item, node: item }
}

/** The line of the last part of the path that stands in the file. */
export function lineOf({ contents }: Document, lines: LineCounter, path: Path): number {
  let node: unknown = contents
  let offset = startOf(node) ?? 0
  for (const step of path) {
    const found = below(node, step)
    if (found === undefined) break
    offset = startOf(found.at) ?? offset
    node = found.node
  }
  return lines.linePos(offset).line
}

/** zod's issues as problems; each key that is not allowed is one of its own. */
export const problemsOf = (error: z.ZodError): readonly ScenarioProblem[] =>
  error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          path: [...issue.path, key],
          text: 'is not known here; bench/scenarios/README.md lists what is',
        }))
      : [{ path: issue.path, text: issue.message }],
  )

export const pathText = (path: Path) =>
  path.length === 0
    ? 'the file'
    : path
        .map((step) => (typeof step === 'number' ? `[${step + 1}]` : `.${String(step)}`))
        .join('')
        .replace(/^\./, '')
