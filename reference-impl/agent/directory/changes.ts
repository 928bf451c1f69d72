import { Attribute, type BerWriter, Change, Control } from 'ldapts'

/** UTF-16LE between double quotes: how Active Directory takes a password (MS-ADTS 3.1.1.3.1.5.1). */
const quoted = (password: string) => Buffer.from(`"${password}"`, 'utf16le')

const change = (
  operation: 'add' | 'delete' | 'replace',
  type: string,
  values: string[] | Buffer[],
) => new Change({ operation, modification: new Attribute({ type, values }) })

const replace = (type: string, value: string) => change('replace', type, [value])

export const unlockChanges = (): Change[] => [replace('lockoutTime', '0')]

/** One modify: set, unlock (PWB-OPS-10), and ask for another one at the next logon if so wanted. */
export const resetChanges = (
  newPassword: string,
  mustChangeAtNextLogon: boolean,
  unlocks = true,
): Change[] => [
  change('replace', 'unicodePwd', [quoted(newPassword)]),
  ...(unlocks ? unlockChanges() : []),
  ...(mustChangeAtNextLogon ? [replace('pwdLastSet', '0')] : []),
]

/** The old value deleted and the new one added in one modify: the directory checks the old one. */
export const changeChanges = (currentPassword: string, newPassword: string): Change[] => [
  change('delete', 'unicodePwd', [quoted(currentPassword)]),
  change('add', 'unicodePwd', [quoted(newPassword)]),
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
