import type { Answer } from '../answers.ts'
import type { Portal } from '../portal-state.ts'

/** A request as a route sees it: nothing of the server that carried it. */
export interface Call {
  readonly params: Readonly<Record<string, string>>
  /** Parsed JSON, unchecked. */
  readonly body: unknown
  readonly authorization: string | undefined
  readonly trackingId: string
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly path: string
  /** More than the default, for the bodies that hold lists. */
  readonly bodyLimitBytes?: number
  /** Answers, or throws a Refusal. */
  handle(portal: Portal, call: Call): Promise<Answer> | Answer
}

/** A path parameter; the empty string where the path has none of that name. */
export const param = ({ params }: Call, name: string): string => params[name] ?? ''
