import type { CatalogueEntry } from './entry.ts'

type Declared = Pick<CatalogueEntry, 'id' | 'level' | 'subject'>

const repeated = (ids: readonly string[]) => ids.filter((id, index) => ids.indexOf(id) !== index)

/** What is wrong with one entry: undeclared and judged by nobody, declared and still listed, declared otherwise. */
function entryProblems(
  { id, level, subject }: CatalogueEntry,
  declaration: Declared | undefined,
  judge: string | undefined,
): string[] {
  if (declaration === undefined) {
    return judge === undefined
      ? [`${id}: no check declares it; declare it, or list who judges it`]
      : []
  }
  const listed =
    judge === undefined ? [] : [`${id}: is declared, and still listed as "${judge}"; strike it out`]
  const declared = `${declaration.level} ${declaration.subject}`
  const asked = `${level} ${subject}`
  return declared === asked
    ? listed
    : [...listed, `${id}: is declared as ${declared}, the catalogue says ${asked}`]
}

/**
 * Compares what is declared with the catalogue, both ways: each entry is declared as the catalogue
 * says or is listed with who judges it, never both; nothing else is declared or listed. Empty: in order.
 */
export function catalogueProblems(
  catalogue: readonly CatalogueEntry[],
  declared: readonly Declared[],
  judgedElsewhere: Readonly<Record<string, string>>,
): string[] {
  const byId = new Map(declared.map((each) => [each.id, each]))
  const known = new Set<string>(catalogue.map(({ id }) => id))
  const named = [...byId.keys(), ...Object.keys(judgedElsewhere)]
  return [
    ...repeated(catalogue.map(({ id }) => id)).map((id) => `${id}: twice in the catalogue`),
    ...repeated(declared.map(({ id }) => id)).map((id) => `${id}: declared twice`),
    ...named.filter((id) => !known.has(id)).map((id) => `${id}: is not in the catalogue`),
    ...catalogue.flatMap((entry) =>
      entryProblems(entry, byId.get(entry.id), judgedElsewhere[entry.id]),
    ),
  ]
}
