/**
 * The agent's event log: ids and names as the product documents them for the source
 * `PasswordResetService` (PWB-LIFE-8). An id of null is ours: no number is published for it.
 */
export const EVENTS = {
  PasswordResetStart: 31001,
  PasswordResetSuccess: 31002,
  PasswordResetFail: 31003,
  OnboardingEventStart: 31004,
  OnboardingEventSuccess: 31005,
  ChangePasswordStart: 31006,
  ChangePasswordSuccess: 31007,
  ChangePasswordFail: 31008,
  ResetUserPasswordByAdminStart: 31009,
  ResetUserPasswordByAdminSuccess: 31010,
  ResetUserPasswordByAdminFail: 31011,
  OffboardingEventStart: 31012,
  OffboardingEventSuccess: 31013,
  OffboardingEventFail: 31014,
  WriteBackServiceStarted: 31015,
  WriteBackServiceStopped: 31016,
  AuthTokenSuccess: 31017,
  KeyPairCreationSuccess: 31018,
  /** This and the next two are told by the generation of 2025 only. */
  ServiceBusHeartBeat: 31019,
  ServiceBusListenerError: 31034,
  /** The product names it like its source: writeback does not work, as a relay is not there. */
  PasswordResetService: 31044,
  UnknownError: 32000,
  ServiceError: 32001,
  ServiceBusError: 32002,
  DecryptionError: 32004,
  ConfigurationError: 32005,
  ValidationError: 32008,
  AuthTokenError: 32009,
  CryptoError: 32010,
  OnBoardingServiceError: 32011,
  OffBoardingError: 32013,
  ServiceBusWarning: 32014,
  ReportServiceHealthError: 32015,
  ADUnKnownError: 33001,
  ADUserNotFoundError: 33002,
  ADMutliMatchError: 33003,
  ADPermissionsError: 33004,
  ADUserAccountDisabled: 33005,
  ADUserAccountLockedOut: 33006,
  ADUserIncorrectPassword: 33007,
  ADPasswordPolicyError: 33008,
  ADConfigurationError: 33009,
  /** The source `ADSync` names its missing policy control by this number. */
  PasswordPolicyControlMissing: 6329,
  UnlockStart: null,
  UnlockSuccess: null,
  UnlockFail: null,
  RequestExpired: null,
  RequestRepeated: null,
  FullImportDone: null,
  UserListRefused: null,
  KeyRolloverStart: null,
  KeyRolloverSuccess: null,
  KeyRolloverFail: null,
  EarlierKeysRetired: null,
} as const satisfies Record<string, number | null>

export type EventName = keyof typeof EVENTS

const isEventName = (name: string): name is EventName => Object.hasOwn(EVENTS, name)

const nameById = new Map(
  Object.keys(EVENTS).flatMap((name): [number, EventName][] => {
    const id = isEventName(name) ? EVENTS[name] : null
    return id !== null && isEventName(name) ? [[id, name]] : []
  }),
)

/** The event that an outcome's number in the contract stands for. */
export const eventOfId = (id: number): EventName => nameById.get(id) ?? 'UnknownError'
