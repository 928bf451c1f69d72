import { isMap, isNode, isScalar } from 'yaml'
import type { z } from 'zod'

export type Path = readonly PropertyKey[]

/** One thing that is wrong with a target file, and where in it. */
export interface Problem {
  readonly path: Path
  readonly text: string
}

/** zod's issues as problems; each key that is not allowed is one of its own. */
export const problemsOf = (error: z.ZodError, below: Path = []): readonly Problem[] =>
  error.issues.flatMap((issue) => {
    const path = [...below, ...issue.path]
    return issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ path: [...path, key], text: 'is not known here' }))
      : [{ path, text: issue.message }]
  })

const startOf = (node: unknown) => (isNode(node) ? node.range?.[0] : undefined)

/** Where the last part of the path that is there begins, in characters. */
export function offsetOf(contents: unknown, path: Path): number {
  let node = contents
  let found = startOf(node) ?? 0
  for (const step of path) {
    if (!isMap(node)) return found
    const pair = node.items.find(({ key }) => isScalar(key) && key.value === step)
    if (pair === undefined) return found
    found = startOf(pair.key) ?? found
    node = pair.value
  }
  return found
}
