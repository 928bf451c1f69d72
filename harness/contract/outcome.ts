/**
 * Every answer that a person, an administrator or the agent can give to an operation: a closed set.
 *
 * - `definite`: true = it is certain whether the on-premises password changed.
 * - `changed`: whether it did (`null` = not known).
 * - `wire`: the number in the agent's result message; null = only the portal says it.
 * - `event`: the id in the agent's event log (facts: source `PasswordResetService`); null = none.
 * - `published`: the identifier that the product's own documents use; null = the name is ours.
 */
export interface Outcome {
  readonly definite: boolean
  readonly changed: boolean | null
  readonly http: number
  readonly wire: number | null
  readonly event: number | null
  readonly published: string | null
  readonly message: string
  readonly remedy: string
}

/** The password changed. */
export const done = { definite: true, changed: true, http: 200 } as const
/** The password certainly stays as it was. */
export const refused = { definite: true, changed: false } as const
