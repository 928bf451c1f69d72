import { type BerWriter, Control } from 'ldapts'

const HINTS = '1.2.840.113556.1.4.2239'
const EXTENDED_DN = '1.2.840.113556.1.4.529'
const DEPRECATED_HINTS = '1.2.840.113556.1.4.2066'

/** OID, criticality and value (hex; undefined: none) of a control that goes with the operation. */
interface Sent {
  readonly oid: string
  readonly critical: boolean
  readonly value?: string
}

export const CONTROLS = {
  hints: { oid: HINTS, critical: true, value: '3003020101' },
  'hints-deprecated': { oid: DEPRECATED_HINTS, critical: true, value: '3003020101' },
  'hints-long-form': { oid: HINTS, critical: true, value: '308400000003020101' },
  'hints-not-critical': { oid: HINTS, critical: false, value: '3003020101' },
  'hints-off': { oid: HINTS, critical: true, value: '3003020100' },
  'hints-two': { oid: HINTS, critical: true, value: '3003020102' },
  'hints-no-value': { oid: HINTS, critical: true },
  'hints-empty-sequence': { oid: HINTS, critical: true, value: '3000' },
  'hints-garbage': { oid: HINTS, critical: true, value: 'deadbeef' },
  'names-in-hex': { oid: EXTENDED_DN, critical: true, value: '3003020100' },
  'names-as-text': { oid: EXTENDED_DN, critical: true, value: '3003020101' },
  'unknown-critical': { oid: '1.2.3.4.5', critical: true },
  'unknown-not-critical': { oid: '1.2.3.4.5', critical: false },
} as const satisfies Record<string, Sent>
export type ControlName = keyof typeof CONTROLS | 'none'

class SentControl extends Control {
  readonly #value: string | undefined

  constructor({ oid, critical, value }: Sent) {
    super(oid, { critical })
    this.#value = value
  }

  override writeControl(writer: BerWriter): void {
    if (this.#value !== undefined) writer.writeBuffer(Buffer.from(this.#value, 'hex'), 0x04)
  }
}

export const controlsOf = (name: ControlName): Control[] =>
  name === 'none' ? [] : [new SentControl(CONTROLS[name])]
