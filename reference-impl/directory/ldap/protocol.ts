/** Tags of LDAP messages (RFC 4511), request and response; a response's tag is not always request + 1. */
export const TAG = {
  sequence: 0x30,
  controls: 0xa0,
  bind: 0x60,
  unbind: 0x42,
  search: 0x63,
  searchEntry: 0x64,
  searchReference: 0x73,
  modify: 0x66,
  add: 0x68,
  delete: 0x4a,
  modifyDn: 0x6c,
  compare: 0x6e,
  abandon: 0x50,
  extended: 0x77,
} as const

export const RESPONSE_TAG = {
  bind: 0x61,
  search: 0x65,
  modify: 0x67,
  add: 0x69,
  delete: 0x6b,
  modifyDn: 0x6d,
  compare: 0x6f,
  extended: 0x78,
} as const
export type Answered = keyof typeof RESPONSE_TAG

/** LDAP result codes (RFC 4511, appendix A) that this directory gives. */
export const CODE = {
  success: 0,
  operationsError: 1,
  protocolError: 2,
  sizeLimitExceeded: 4,
  compareFalse: 5,
  compareTrue: 6,
  authMethodNotSupported: 7,
  strongerAuthRequired: 8,
  referral: 10,
  adminLimitExceeded: 11,
  unavailableCriticalExtension: 12,
  noSuchAttribute: 16,
  constraintViolation: 19,
  attributeOrValueExists: 20,
  invalidAttributeSyntax: 21,
  noSuchObject: 32,
  invalidDnSyntax: 34,
  invalidCredentials: 49,
  insufficientAccessRights: 50,
  unwillingToPerform: 53,
  namingViolation: 64,
  objectClassViolation: 65,
  notAllowedOnNonLeaf: 66,
  notAllowedOnRdn: 67,
  entryAlreadyExists: 68,
  objectClassModsProhibited: 69,
  other: 80,
} as const

/** Extended operations, by OID: who am I (RFC 4532), StartTLS (RFC 4511, 4.14). */
export const EXTENDED = {
  whoAmI: '1.3.6.1.4.1.4203.1.11.3',
  startTls: '1.3.6.1.4.1.1466.20037',
} as const

/** A larger message is refused before it is read. */
export const MAX_MESSAGE_BYTES = 1_000_000

/** Thrown for bytes that are no LDAP message: the connection ends, nothing else. */
export class MalformedMessage extends Error {}
