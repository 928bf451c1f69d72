/**
 * Generations of writeback that promise something different (requirements, "Differences of profile"). A part is told
 * which one it belongs to; its name is that of the profile that it is held to.
 */
export const GENERATIONS = ['aad-connect-2017', 'entra-2025'] as const
export type Generation = (typeof GENERATIONS)[number]
