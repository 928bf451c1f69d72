import { assign } from './assign.ts'
import { changePassword } from './change-password.ts'
import { createCloudUsers } from './create-cloud-users.ts'
import { enrolMethods } from './enrol-methods.ts'
import { onboard } from './onboard.ts'
import { passGate } from './pass-gate.ts'
import { readAudit } from './read-audit.ts'
import { readDescription } from './read-description.ts'
import { readOperation } from './read-operation.ts'
import { resetUserPassword } from './reset-user-password.ts'
import type { Route } from './route.ts'
import { setNewPassword } from './set-new-password.ts'
import { changeSettings, readSettings } from './settings.ts'
import { signIn } from './sign-in.ts'
import { startSession } from './start-session.ts'
import { synchronise } from './synchronise.ts'
import { unlockAccount } from './unlock-account.ts'

const DESCRIBED: readonly Route[] = [
  startSession,
  passGate,
  setNewPassword,
  unlockAccount,
  signIn,
  changePassword,
  resetUserPassword,
  readOperation,
  readSettings,
  changeSettings,
  enrolMethods,
  assign,
  createCloudUsers,
  readAudit,
  synchronise,
  onboard,
]

/** Every address of the portal. */
export const ROUTES: readonly Route[] = [...DESCRIBED, readDescription(DESCRIBED)]
