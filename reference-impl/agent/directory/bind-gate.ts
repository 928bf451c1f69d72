import { connectFailure, type DirectoryError } from './directory-failure.ts'

/**
 * How long nobody binds after a wrong name or password. Each try counts towards the service account's lockout, by
 * Active Directory's baseline ten in a quarter of an hour; the password is mended by a restart of the agent, which
 * begins anew.
 */
export const REFUSED_FOR_MS = 5 * 60_000
const WRONG = '52e'

type Bind = () => Promise<void>

/** Lets the binds of one account through: alone until the first was let in, and for a while none that would be wrong again. */
export interface BindGate {
  /** Throws DirectoryError. */
  through(bind: Bind): Promise<void>
}

const isWrong = ({ failure }: DirectoryError) =>
  failure.kind === 'refused' && failure.bindData === WRONG

/** `now`: milliseconds of the agent's clock. */
export function createBindGate(now: () => number): BindGate {
  let letIn = false
  let first: Promise<void> | undefined
  let refused: { readonly error: DirectoryError; readonly untilMs: number } | undefined

  async function attempt(bind: Bind) {
    try {
      await bind()
      letIn = true
    } catch (cause) {
      const error = connectFailure(cause)
      if (isWrong(error)) {
        letIn = false
        refused = { error, untilMs: now() + REFUSED_FOR_MS }
      }
      throw error
    }
  }

  return {
    async through(bind) {
      if (refused !== undefined && now() < refused.untilMs) throw refused.error
      if (letIn) return attempt(bind)
      if (first !== undefined) {
        await first
        return attempt(bind)
      }
      first = attempt(bind).finally(() => {
        first = undefined
      })
      return first
    },
  }
}
