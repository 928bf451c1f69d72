import type { z } from 'zod'
import type { OutcomeCode } from '../../../harness/contract/outcomes.ts'
import type { Answer } from '../http/answers.ts'
import type { Portal } from '../portal-state.ts'
import type { Tenant } from '../onboarding/tenants.ts'

/** What the audit log names besides outcome and tracking id, as soon as a route knows it. */
export interface Audited {
  readonly tenant: Tenant
  /** Who asked: a user principal name, an administrator's name, or the agent. */
  readonly actor: string
  /** Whose account it is about, where that is somebody else's. */
  readonly target?: string
}

/** A request as a route sees it: nothing of the server that carried it. */
export interface Call {
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, unknown>>
  /** Parsed JSON, unchecked. */
  readonly body: unknown
  readonly authorization: string | undefined
  readonly trackingId: string
  /** Has this request noted in the tenant's audit log; without it, it is not. */
  audit(about: Audited): void
}

/** How a caller proves that the request is allowed. `id`: by the unguessable id in the path. */
type Proof = 'none' | 'id' | 'bearer' | 'basic' | 'bearer-or-basic'

/** One address: what it takes and answers (the interface's description is made of it), and what it does. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly path: string
  /** What the description and the audit log call it; unique. */
  readonly operation: string
  readonly summary: string
  readonly proof: Proof
  readonly query?: z.ZodType
  readonly request?: z.ZodType
  /** The body of an answer below 400. */
  readonly answer: z.ZodType
  /** Every outcome that can be answered here, but for those that every address has. */
  readonly outcomes: readonly OutcomeCode[]
  /** More than the default, for the bodies that hold lists. */
  readonly bodyLimitBytes?: number
  /** Answers, or throws a Refusal. */
  handle(portal: Portal, call: Call): Promise<Answer> | Answer
}

/** A path parameter; the empty string where the path has none of that name. */
export const param = ({ params }: Call, name: string): string => params[name] ?? ''
