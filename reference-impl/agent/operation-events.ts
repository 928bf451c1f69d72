import type { OperationKind } from '../protocol/message.ts'
import type { EventName } from './event-names.ts'

/** The events around an operation: the first of all, and the last by how it ended (PWB-LIFE-8). */
export const OPERATION_EVENTS = {
  'user-reset': {
    start: 'PasswordResetStart',
    success: 'PasswordResetSuccess',
    fail: 'PasswordResetFail',
  },
  'administrator-reset': {
    start: 'ResetUserPasswordByAdminStart',
    success: 'ResetUserPasswordByAdminSuccess',
    fail: 'ResetUserPasswordByAdminFail',
  },
  change: {
    start: 'ChangePasswordStart',
    success: 'ChangePasswordSuccess',
    fail: 'ChangePasswordFail',
  },
  unlock: { start: 'UnlockStart', success: 'UnlockSuccess', fail: 'UnlockFail' },
} as const satisfies Record<OperationKind, Record<'start' | 'success' | 'fail', EventName>>
