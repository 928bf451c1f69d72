import { applyProfile, type Applied } from '../conformance/profiles/apply.ts'
import { type ProfileName, PROFILES } from '../conformance/profiles/index.ts'
import { REQUIREMENTS } from '../conformance/requirements/index.ts'
import { selectRequirements } from '../conformance/select.ts'

export interface Asking {
  readonly only: readonly string[]
  readonly profile: ProfileName
}

/** What a command that judges was asked for. Throws BadInput before anything starts. */
export const askedFor = ({ only, profile }: Asking): Applied =>
  applyProfile(selectRequirements(REQUIREMENTS, only), profile, PROFILES[profile])
