import type { Requirement } from '../requirement.ts'

const numberIn = ({ id }: Requirement) => Number(id.slice(id.lastIndexOf('-') + 1))

/** A family's requirements in the catalogue's order, whatever files they stand in. */
export const inOrder = (...groups: readonly (readonly Requirement[])[]): readonly Requirement[] =>
  groups.flat().toSorted((a, b) => numberIn(a) - numberIn(b))
