import { RESULT_VERSION, type Result, resultSchema } from './result.ts'

export type Parsed = { ok: true; result: Result } | { ok: false; problems: string[] }

const versionOf = (input: unknown): unknown =>
  typeof input === 'object' && input !== null && 'version' in input ? input.version : undefined

/** Reads a result file's content. Names every problem with its path; refuses versions it does not know. */
export function parseResult(input: unknown): Parsed {
  const version = versionOf(input)
  if (typeof version === 'number' && version !== RESULT_VERSION) {
    const problem = `version: found ${version}, this program reads ${RESULT_VERSION}; use the release that wrote the file`
    return { ok: false, problems: [problem] }
  }
  const parsed = resultSchema.safeParse(input)
  if (parsed.success) return { ok: true, result: parsed.data }
  return {
    ok: false,
    problems: parsed.error.issues.map(
      (issue) => `${issue.path.join('.') || '(whole file)'}: ${issue.message}`,
    ),
  }
}
