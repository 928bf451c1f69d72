import {
  directoryAt,
  type DirectorySlot,
  portalAt,
  type PortalSlot,
  type Slots,
} from '../../target/slots/slots.ts'

/** A system that runs elsewhere: reached by its portal and its directory. */
export interface Elsewhere {
  readonly slots: Slots
  readonly portal: PortalSlot
  readonly directory: DirectorySlot
}

/** The system that runs elsewhere, where the slots say so. */
export function elsewhereIn(slots: Slots | undefined): Elsewhere | undefined {
  if (slots === undefined) return undefined
  const [portal, directory] = [portalAt(slots), directoryAt(slots)]
  return portal === undefined || directory === undefined ? undefined : { slots, portal, directory }
}
