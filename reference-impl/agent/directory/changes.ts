import { Attribute, type BerWriter, Change, Control } from 'ldapts'

/** UTF-16LE between double quotes: how Active Directory takes a password (MS-ADTS 3.1.1.3.1.5.1). */
const quoted = (password: string) => Buffer.from(`"${password}"`, 'utf16le')

type Operation = 'add' | 'delete' | 'replace'

/** ldapts makes JSON of each request for a debug log, whether anybody asked for one or not: it gets no password. */
class PasswordChange extends Change {
  constructor(operation: Operation, password: string) {
    const modification = new Attribute({ type: 'unicodePwd', values: [quoted(password)] })
    super({ operation, modification })
  }

  toJSON() {
    return { operation: this.operation, type: this.modification.type }
  }
}

const replace = (type: string, value: string) =>
  new Change({ operation: 'replace', modification: new Attribute({ type, values: [value] }) })

const UNLOCKS = replace('lockoutTime', '0')
const MUST_CHANGE = replace('pwdLastSet', '0')

export const unlockChanges = (): Change[] => [UNLOCKS]

/** One modify: set, unlock (PWB-OPS-10), and ask for another one at the next logon if so wanted. */
export const resetChanges = (
  newPassword: string,
  mustChangeAtNextLogon: boolean,
  unlocks = true,
): Change[] => [
  new PasswordChange('replace', newPassword),
  ...(unlocks ? [UNLOCKS] : []),
  ...(mustChangeAtNextLogon ? [MUST_CHANGE] : []),
]

/** The old value deleted and the new one added in one modify: the directory checks the old one. */
export const changeChanges = (currentPassword: string, newPassword: string): Change[] => [
  new PasswordChange('delete', currentPassword),
  new PasswordChange('add', newPassword),
]

/** SEQUENCE of one INTEGER, 1: history and minimum age hold for a reset too. */
const ENFORCE = Buffer.from([0x30, 0x03, 0x02, 0x01, 0x01])
const OCTET_STRING = 0x04

/** Always critical: a directory that does not know it must refuse, not ignore it (PWB-POL-15). */
export class PolicyHintsControl extends Control {
  constructor(oid: string) {
    super(oid, { critical: true })
  }

  protected override writeControl(writer: BerWriter): void {
    writer.writeBuffer(ENFORCE, OCTET_STRING)
  }
}
