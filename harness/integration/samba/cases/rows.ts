import { ACCOUNT_GROUPS } from './account-rows.ts'
import { PASSWORD_GROUPS } from './password-rows.ts'

/** Operation × state × password × control × account right: all cases. */
export const CASE_GROUPS = [...PASSWORD_GROUPS, ...ACCOUNT_GROUPS] as const
