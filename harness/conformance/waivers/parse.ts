import { isNode, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { type Waiver, waiverFileSchema } from './waiver.ts'

type YamlFile = ReturnType<typeof parseDocument>

export type ParsedWaivers =
  | { readonly ok: true; readonly waivers: readonly Waiver[] }
  | { readonly ok: false; readonly problems: readonly string[] }

/** The line of what stands at a path, or of the nearest thing around it that stands in the file. */
function lineAt(document: YamlFile, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth > 0; depth--) {
    const node: unknown = document.getIn(path.slice(0, depth), true)
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
  }
  return 1
}

/** The content as data; rejected as text when an alias points nowhere or too many expand. */
function contentOf(
  document: YamlFile,
): { ok: true; content: unknown } | { ok: false; why: string } {
  try {
    return { ok: true, content: document.toJS() }
  } catch (error) {
    return { ok: false, why: error instanceof Error ? error.message : String(error) }
  }
}

const issueWords = ({ path, message }: z.core.$ZodIssue) =>
  `${path.join('.') || '(whole file)'}: ${message}`

/** Reads the text of a waivers file. Every problem has its line; nothing is taken from a file with one. */
export function parseWaivers(text: string, file: string): ParsedWaivers {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  if (document.errors.length > 0) {
    const problems = document.errors.map(
      ({ pos, message }) => `${file}:${lines.linePos(pos[0]).line}: not YAML: ${message}`,
    )
    return { ok: false, problems }
  }
  const read = contentOf(document)
  if (!read.ok) return { ok: false, problems: [`${file}:1: not YAML: ${read.why}`] }
  const parsed = waiverFileSchema.safeParse(read.content)
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      (issue) => `${file}:${lineAt(document, lines, issue.path)}: ${issueWords(issue)}`,
    )
    return { ok: false, problems }
  }
  const waivers = parsed.data.waivers.map((each, index) => ({
    ...each,
    where: `${file}:${lineAt(document, lines, ['waivers', index])}`,
  }))
  return { ok: true, waivers }
}
