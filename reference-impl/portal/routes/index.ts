import { changePassword } from './change-password.ts'
import { enrolMethods } from './enrol-methods.ts'
import { onboard } from './onboard.ts'
import { passGate } from './pass-gate.ts'
import { readOperation } from './read-operation.ts'
import { resetUserPassword } from './reset-user-password.ts'
import type { Route } from './route.ts'
import { setNewPassword } from './set-new-password.ts'
import { changeSettings, readSettings } from './settings.ts'
import { startSession } from './start-session.ts'
import { synchronise } from './synchronise.ts'

/** Every address of the portal. */
export const ROUTES: readonly Route[] = [
  startSession,
  passGate,
  setNewPassword,
  changePassword,
  resetUserPassword,
  readOperation,
  readSettings,
  changeSettings,
  enrolMethods,
  synchronise,
  onboard,
]
