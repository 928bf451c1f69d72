import { aadConnect2017 } from './aad-connect-2017.ts'
import { entra2025 } from './entra-2025.ts'
import type { Profile } from './profile.ts'

/** Every profile, by the name that `--profile` takes; the first is the default. */
export const PROFILES = {
  'aad-connect-2017': aadConnect2017,
  'entra-2025': entra2025,
} as const satisfies Record<string, Profile>

export type ProfileName = keyof typeof PROFILES
export const DEFAULT_PROFILE: ProfileName = 'aad-connect-2017'

const isProfileName = (name: string): name is ProfileName => Object.hasOwn(PROFILES, name)
export const PROFILE_NAMES: readonly ProfileName[] = Object.keys(PROFILES).filter(isProfileName)
