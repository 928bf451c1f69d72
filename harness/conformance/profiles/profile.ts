import type { CatalogueEntry } from '../catalogue/entry.ts'
import type { Requirement, RequirementId } from '../requirement.ts'

/** Which requirements a generation of systems is held to. Its lists are frozen: a later requirement does not join by itself. */
export interface Profile {
  /** What it stands for, in a few words. */
  readonly describes: string
  /** Those that are judged as the catalogue words them. */
  readonly ids: readonly RequirementId[]
  /** Those that it reads otherwise than the catalogue, and how. One without a row in `readings` is not proven. */
  readonly otherwise: Readonly<Record<RequirementId, string>>
  /** Requirements as this profile reads them, judged in place of the catalogue's of the same id. */
  readonly readings?: readonly Requirement[]
}

/** The ids of whole families, from 1 to the number given, without those named. */
export const numbered = (
  families: Readonly<Record<string, number>>,
  without: readonly string[] = [],
): RequirementId[] =>
  Object.entries(families)
    .flatMap(([family, last]) =>
      Array.from({ length: last }, (_, index): RequirementId => `PWB-${family}-${index + 1}`),
    )
    .filter((id) => !without.includes(id))

/** What is wrong with a profile: ids that the catalogue does not have, or that stand twice. Empty: in order. */
export function profileProblems(
  name: string,
  { ids, otherwise }: Profile,
  catalogue: readonly Pick<CatalogueEntry, 'id'>[],
): string[] {
  const known = new Set<string>(catalogue.map(({ id }) => id))
  const named: readonly string[] = [...ids, ...Object.keys(otherwise)]
  return [
    ...named.filter((id) => !known.has(id)).map((id) => `${name}: ${id} is not in the catalogue`),
    ...named.filter((id, index) => named.indexOf(id) !== index).map((id) => `${name}: ${id} twice`),
  ]
}
