import type { PortalAnswer } from '../../target/portal/portal-client.ts'

/** For what only prepares a check: a portal that refuses it lets nothing be judged. */
export function requireDone(answer: PortalAnswer, what: string) {
  if (answer.status !== 200) throw new Error(`the portal ${what}: ${answer.status} ${answer.code}`)
}
