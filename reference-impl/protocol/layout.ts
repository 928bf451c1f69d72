/** Where a field lies in a fixed layout: offset and width in bytes. All numbers are unsigned, big-endian. */
export interface Field {
  readonly at: number
  readonly bytes: number
}

export type Layout = Readonly<Record<string, Field>>

export const sizeOf = (layout: Layout): number =>
  Math.max(...Object.values(layout).map((field) => field.at + field.bytes))

/** Throws RangeError (Node's own) when the value does not fit the field. */
export const putNumber = (target: Buffer, { at, bytes }: Field, value: number): void => {
  target.writeUIntBE(value, at, bytes)
}

export const takeNumber = (source: Buffer, { at, bytes }: Field): number =>
  source.readUIntBE(at, bytes)

/** Throws RangeError when the value has not exactly the field's width: it would shift what follows. */
export function putBytes(target: Buffer, { at, bytes }: Field, value: Buffer): void {
  if (value.length !== bytes) {
    throw new RangeError(`a field of ${bytes} bytes was given ${value.length}`)
  }
  value.copy(target, at)
}

export const takeBytes = (source: Buffer, { at, bytes }: Field): Buffer =>
  source.subarray(at, at + bytes)
