import type { DialectName } from './dialects.ts'
import { CODE } from './ldap/protocol.ts'

const SVC = (hex: string, dsid: string) =>
  `${hex}: SvcErr: DSID-${dsid}, problem 5003 (WILL_NOT_PERFORM), data 0\n`
const ATT = (hex: string, dsid: string, problem: string, attribute: string) =>
  `${hex}: AtrErr: DSID-${dsid}, #1:\n\t0: ${hex}: DSID-${dsid}, problem ${problem}, data 0, Att ${attribute}\n`
const PWD = (hex: string) =>
  ATT(hex, '03191083', '1005 (CONSTRAINT_ATT_TYPE)', '9005a (unicodePwd)')
const SEC = (hex: string, dsid: string) =>
  `${hex}: SecErr: DSID-${dsid}, problem 4003 (INSUFF_ACCESS_RIGHTS), data 0\n`
const UPD = (hex: string, problem: string) =>
  `${hex}: UpdErr: DSID-031A11E2, problem ${problem}, data 0\n`
const LDP = (hex: string, dsid: string, comment: string) =>
  `${hex}: LdapErr: DSID-${dsid}, comment: ${comment}, data 0, v4563`

/**
 * Every refusal: result code and diagnostic text of each dialect. `{detail}` is what the situation adds:
 * a rule's words in the Samba dialect, a name, a hex code. Windows never says which password rule it was.
 */
export const RESULTS = {
  'reset-refused-by-policy': {
    code: CODE.unwillingToPerform,
    windows: SVC('0000052D', '031A12D2'),
    samba: '0000052D: Unwilling to perform - check_password_restrictions: {detail}',
  },
  'change-refused-by-policy': {
    code: CODE.constraintViolation,
    windows: PWD('0000052D'),
    samba: '0000052D: Constraint violation - check_password_restrictions: {detail}',
  },
  'wrong-old-password': {
    code: CODE.constraintViolation,
    windows: PWD('00000056'),
    samba:
      "00000056: Constraint violation - check_password_restrictions: The old password specified doesn't match!",
  },
  'change-denied': {
    code: CODE.constraintViolation,
    windows: PWD('00000005'),
    samba: 'error in module acl: Constraint violation during LDB_MODIFY (19)',
  },
  'locked-out': {
    code: CODE.constraintViolation,
    windows: PWD('00000775'),
    samba: '00000775: Password change not permitted, account locked out!',
  },
  'no-reset-right': {
    code: CODE.insufficientAccessRights,
    windows: SEC('00000005', '031A1190'),
    samba: 'error in module acl: insufficient access rights during LDB_MODIFY (50)',
  },
  'no-write-right': {
    code: CODE.insufficientAccessRights,
    windows: SEC('00002098', '03150F94'),
    samba: '00002098: Object {detail} has no write property access\n',
  },
  'no-right': {
    code: CODE.insufficientAccessRights,
    windows: SEC('00000005', '03152ACE'),
    samba: '00002098: insufficient access rights on {detail}',
  },
  'password-in-the-clear': {
    code: CODE.unwillingToPerform,
    windows: SVC('0000001F', '031A126C'),
    samba: `${SVC('0000001F', '031A126C')}Password modification over LDAP must be over an encrypted connection`,
  },
  'password-not-quoted': {
    code: CODE.unwillingToPerform,
    windows: SVC('0000001F', '031A1260'),
    samba: "00002035: setup_io: it's not allowed to set the NT hash password directly'",
  },
  'password-not-one-change': {
    code: CODE.unwillingToPerform,
    windows: SVC('00002077', '031A1254'),
    samba: "00002035: setup_io: it's not possible to do that with the password",
  },
  'password-of-no-account': {
    code: CODE.unwillingToPerform,
    windows: SVC('00000057', '031A1254'),
    samba: '00002035: setup_io: the object is not a user',
  },
  'needs-password': {
    code: CODE.unwillingToPerform,
    windows: SVC('0000052D', '031A1236'),
    samba: '0000052D: Unwilling to perform - the account needs a password: {detail}',
  },
  'bad-time': {
    code: CODE.other,
    windows: '00000057: SysErr: DSID-031A1202, problem 22 (Invalid argument), data 0\n',
    samba: '00000057: setup_last_set_field: pwdLastSet must be 0 or -1 only! {detail}',
  },
  'only-zero': {
    code: CODE.unwillingToPerform,
    windows: SVC('00000057', '031A1236'),
    samba: '00000057: {detail} can only be set to 0',
  },
  'no-such-object': {
    code: CODE.noSuchObject,
    windows:
      "0000208D: NameErr: DSID-0310028B, problem 2001 (NO_OBJECT), data 0, best match of:\n\t'{matched}'\n",
    samba: '00002030: No such Base DN: {detail}',
  },
  'other-domain': {
    code: CODE.referral,
    windows: "0000202B: RefErr: DSID-0310084A, data 0, 1 access points\n\tref 1: '{detail}'\n",
    samba: '00002030: No such Base DN: {detail}',
  },
  'bad-name': {
    code: CODE.invalidDnSyntax,
    windows:
      "0000208F: NameErr: DSID-03100225, problem 2006 (BAD_NAME), data 8350, best match of:\n\t'{detail}'\n",
    samba: "00002032: ldb_modify: invalid dn '{detail}'",
  },
  'not-bound': {
    code: CODE.operationsError,
    windows: LDP(
      '000004DC',
      '0C090A5C',
      'In order to perform this operation a successful bind must be completed on the connection.',
    ),
    samba: '00002020: Operation unavailable without authentication',
  },
  'logon-failed': {
    code: CODE.invalidCredentials,
    windows:
      '80090308: LdapErr: DSID-0C09044E, comment: AcceptSecurityContext error, data {detail}, v4563',
    samba:
      '80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data {detail}, v1db1',
  },
  'bind-in-the-clear': {
    code: CODE.strongerAuthRequired,
    windows: LDP(
      '00002028',
      '0C090259',
      'The server requires binds to turn on integrity checking if SSL\\TLS are not already active on the connection',
    ),
    samba: 'BindSimple: Transport encryption required.',
  },
  'tls-already': {
    code: CODE.operationsError,
    windows: LDP('00002020', '0C0910D4', 'the connection is in TLS already'),
    samba: '00002020: the connection is in TLS already',
  },
  'no-such-mechanism': {
    code: CODE.authMethodNotSupported,
    windows: LDP('00002027', '0C0904DC', 'only simple binds are offered; found {detail}'),
    samba: '00002027: only simple binds are offered; found {detail}',
  },
  'no-such-version': {
    code: CODE.protocolError,
    windows: LDP('00002024', '0C0904DC', 'only LDAP version 3 is spoken'),
    samba: '00002024: only LDAP version 3 is spoken',
  },
  'unknown-critical-control': {
    code: CODE.unavailableCriticalExtension,
    windows: LDP('00002040', '0C090CAD', 'Error processing control'),
    samba: '',
  },
  'malformed-critical-control': {
    code: CODE.unavailableCriticalExtension,
    windows: LDP('00000057', '0C090CAD', 'Error processing control'),
    samba: '',
  },
  'stale-page-cookie': {
    code: CODE.unwillingToPerform,
    windows: LDP('00000057', '0C090E5A', 'Error processing control'),
    samba: '00002035: the paging cookie is not of this connection',
  },
  'more-than-size-limit': { code: CODE.sizeLimitExceeded, windows: '', samba: '' },
  'too-large-to-send': {
    code: CODE.adminLimitExceeded,
    windows: LDP('00002024', '0C0907C5', 'the entry is larger than a message can be'),
    samba: '00002024: the entry is larger than a message can be',
  },
  'not-offered': {
    code: CODE.protocolError,
    windows: LDP('00000057', '0C0910D4', 'this operation is not offered: {detail}'),
    samba: '00000057: this operation is not offered: {detail}',
  },
  'attribute-missing': {
    code: CODE.noSuchAttribute,
    windows: ATT('00002085', '03152812', '1001 (NO_ATTRIBUTE_OR_VAL)', '{detail}'),
    samba: '00002085: attribute {detail} has no such value',
  },
  'value-exists': {
    code: CODE.attributeOrValueExists,
    windows: ATT('00002083', '031508D7', '1006 (ATT_OR_VALUE_EXISTS)', '{detail}'),
    samba: '00002083: attribute {detail} has this value already',
  },
  'single-valued': {
    code: CODE.constraintViolation,
    windows: ATT('00002081', '03151904', '1005 (CONSTRAINT_ATT_TYPE)', '{detail}'),
    samba: '00002081: attribute {detail} takes one value',
  },
  'bad-value': {
    code: CODE.invalidAttributeSyntax,
    windows: ATT('00000057', '031519E5', '1000 (INVALID_ATT_SYNTAX)', '{detail}'),
    samba: '00000057: attribute {detail} does not take this value',
  },
  'empty-value': {
    code: CODE.invalidAttributeSyntax,
    windows: ATT('00000057', '031519E5', '1000 (INVALID_ATT_SYNTAX)', '{detail}'),
    samba: 'Element {detail} has empty attribute in ldb message!',
  },
  'system-attribute': {
    code: CODE.unwillingToPerform,
    windows: SVC('0000209A', '031A1021'),
    samba: '0000209A: attribute {detail} is kept by the directory itself',
  },
  'names-the-entry': {
    code: CODE.notAllowedOnRdn,
    windows: UPD('000020B1', '6004 (CANT_ON_RDN)'),
    samba: '000020B1: attribute {detail} names the entry',
  },
  'class-is-fixed': {
    code: CODE.objectClassModsProhibited,
    windows: UPD('000020B0', '6009 (CANT_MOD_OBJ_CLASS)'),
    samba: '000020B0: objectClass is fixed',
  },
  'no-such-class': {
    code: CODE.objectClassViolation,
    windows: UPD('0000207D', '6002 (OBJ_CLASS_VIOLATION)'),
    samba: '0000207D: {detail}',
  },
  'wrong-naming-attribute': {
    code: CODE.namingViolation,
    windows:
      "00002073: NameErr: DSID-0305109D, problem 2005 (NAMING_VIOLATION), data 0, best match of:\n\t'{detail}'\n",
    samba: '00002073: an entry of this class is named by {detail}',
  },
  'entry-exists': {
    code: CODE.entryAlreadyExists,
    windows: UPD('00002071', '6005 (ENTRY_EXISTS)'),
    samba: '00002071: entry {detail} exists already',
  },
  'account-name-exists': {
    code: CODE.entryAlreadyExists,
    windows: UPD('00000524', '6005 (ENTRY_EXISTS)'),
    samba: '00000524: account name {detail} is in use',
  },
  'user-principal-name-exists': {
    code: CODE.constraintViolation,
    windows: ATT('000021C8', '03200BBA', '1005 (CONSTRAINT_ATT_TYPE)', '90290 (userPrincipalName)'),
    samba: '000021C8: userPrincipalName {detail} is in use',
  },
  'is-member': {
    code: CODE.entryAlreadyExists,
    windows: UPD('00000562', '6005 (ENTRY_EXISTS)'),
    samba: '00000562: {detail} is a member already',
  },
  'is-no-member': {
    code: CODE.unwillingToPerform,
    windows: SVC('00000561', '031A11E5'),
    samba: '00000561: {detail} is no member',
  },
  'has-children': {
    code: CODE.notAllowedOnNonLeaf,
    windows: UPD('00002015', '6003 (CANT_ON_NON_LEAF)'),
    samba: '00002015: {detail} has entries below it',
  },
  'critical-object': {
    code: CODE.unwillingToPerform,
    windows: SVC('00002116', '031A0FBC'),
    samba: '00002116: {detail} is part of the directory itself',
  },
} as const satisfies Record<string, { code: number } & Record<DialectName, string>>
export type Situation = keyof typeof RESULTS
