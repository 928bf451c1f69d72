/** The operations that carry a password. */
export const OPERATION_KINDS = ['self-service reset', 'change', 'administrator reset'] as const
export type OperationKind = (typeof OPERATION_KINDS)[number]
