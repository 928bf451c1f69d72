import { type BerWriter, Control } from 'ldapts'

/** LDAP_SERVER_EXTENDED_DN_OID (MS-ADTS 3.1.1.3.4.1.5): each name comes with the object's GUID and SID. */
export const EXTENDED_DN = '1.2.840.113556.1.4.529'

/** SEQUENCE of one INTEGER, 0: GUIDs in hex. */
const IN_HEX = Buffer.from([0x30, 0x03, 0x02, 0x01, 0x00])
const OCTET_STRING = 0x04
const EXTENDED = /^<GUID=([0-9a-f]{32})>;(?:<SID=([0-9a-f]+)>;)?/i

/**
 * Asks for objectGUIDs and objectSids as text. As an attribute each would cost an error: ldapts reads every value as UTF-8
 * and takes its bytes where that fails, which is a quarter of the time of an import. Critical, so that a
 * directory without it refuses and does not answer with plain names.
 */
export class ExtendedNamesControl extends Control {
  constructor() {
    super(EXTENDED_DN, { critical: true })
  }

  protected override writeControl(writer: BerWriter): void {
    writer.writeBuffer(IN_HEX, OCTET_STRING)
  }
}

/** What stands before an extended name: the objectGUID, 16 bytes, and the objectSid of what has one; undefined: a plain name. */
export function readExtendedName(
  name: string,
): { readonly guid: Buffer; readonly sid: Buffer | undefined } | undefined {
  const [, guid, sid] = EXTENDED.exec(name) ?? []
  if (guid === undefined) return undefined
  return {
    guid: Buffer.from(guid, 'hex'),
    sid: sid === undefined ? undefined : Buffer.from(sid, 'hex'),
  }
}
