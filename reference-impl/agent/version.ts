/** This agent's release, as onboarding and heartbeats say it. */
export const VERSION = { major: 0, minor: 1, patch: 0 } as const
export const VERSION_TEXT = `${VERSION.major}.${VERSION.minor}.${VERSION.patch}`
export const PRODUCT = 'writeback reference agent'
