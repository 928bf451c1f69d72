import { type Addresses, addressesSchema } from '../../contract/role-config.ts'
import { type RelayAddresses, relayAt, type Slots } from '../slots/slots.ts'

/** Where brokers put what they could not deliver, as a suffix of a queue's address. */
const DEAD_LETTERS = '/$DeadLetterQueue'

const usual = (): RelayAddresses => {
  const addresses = addressesSchema.parse(undefined)
  return { ...addresses, deadRequests: addresses.receiveRequests + DEAD_LETTERS }
}

/** The relay's addresses as templates: those of the target file, or the contract's. */
const templatesOf = (slots: Slots | undefined) => relayAt(slots)?.addresses ?? usual()

/** What portal and agent are told in their configuration; nothing where the contract's hold. */
export function addressConfig(slots: Slots | undefined): { readonly addresses?: Addresses } {
  const own = relayAt(slots)?.addresses
  if (own === undefined) return {}
  const { deadRequests: _ofTheHarness, ...addresses } = own
  return { addresses }
}

/** The addresses of one tenant. */
export function addressesFor(tenant: string, slots: Slots | undefined) {
  const templates = templatesOf(slots)
  const fill = (template: string) => template.replaceAll('{tenant}', tenant)
  return {
    sendRequests: fill(templates.sendRequests),
    receiveRequests: fill(templates.receiveRequests),
    sendResults: fill(templates.sendResults),
    receiveResults: fill(templates.receiveResults),
    deadRequests: templates.deadRequests === null ? undefined : fill(templates.deadRequests),
  }
}
