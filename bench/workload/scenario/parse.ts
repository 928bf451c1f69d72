import { LineCounter, parseDocument } from 'yaml'
import { BadInput } from '../../../harness/target/errors.ts'
import { checkScenario } from './check.ts'
import { lineOf, pathText, problemsOf, type ScenarioProblem } from './problems.ts'
import { type Scenario, scenarioSchema } from './schema.ts'

const contentOf = (document: ReturnType<typeof parseDocument>): unknown => {
  try {
    return document.toJS()
  } catch (error) {
    return error
  }
}

/** Reads a scenario file's text. Throws BadInput that names every problem, each with its line. */
export function parseScenario(source: string, file: string): Scenario {
  const lineCounter = new LineCounter()
  const document = parseDocument(source, { lineCounter, prettyErrors: false })
  if (document.errors.length > 0) {
    throw new BadInput(
      document.errors.map(
        ({ message, pos }) => `${file}, line ${lineCounter.linePos(pos[0]).line}: ${message}`,
      ),
    )
  }
  const refuse = (problems: readonly ScenarioProblem[]) =>
    new BadInput(
      problems
        .map(({ path, text }) => ({ line: lineOf(document, lineCounter, path), path, text }))
        .toSorted((a, b) => a.line - b.line)
        .map(({ line, path, text }) => `${file}, line ${line}: ${pathText(path)} ${text}`),
    )
  const content = contentOf(document)
  if (content instanceof Error) throw new BadInput([`${file}, line 1: ${content.message}`])
  const parsed = scenarioSchema.safeParse(content)
  if (!parsed.success) throw refuse(problemsOf(parsed.error))
  const problems = checkScenario(parsed.data)
  if (problems.length > 0) throw refuse(problems)
  return parsed.data
}
