import type { z } from 'zod'
import { type FieldProblem, Refusal } from './refusal.ts'

const toFieldProblem = (issue: z.core.$ZodIssue): FieldProblem => ({
  field: issue.path.join('.'),
  problem: issue.message,
})

/** The body in the form that the contract gives it, or a refusal that names every problem in it. */
export function readBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  throw new Refusal('invalid-request', { errors: parsed.error.issues.map(toFieldProblem) })
}
