import type { Receiver, Sender, Session } from 'rhea'
import { MANAGEMENT } from '../protocol/relay-management-forms.ts'
import { openConsumer } from './consumer-link.ts'
import { createManagementNode } from './management-node.ts'
import { openPresence, tellWatchers } from './presence-link.ts'
import { openProducer, type ProducerOptions } from './producer-link.ts'
import { REFUSALS } from './refusals.ts'
import { addressOf } from './rhea-internals.ts'
import type { Grants, Tenant, Tenants, User } from './tenants.ts'

/** The links of one connection: what may attach, and what ends with it. */
export interface Attachments {
  /** A link that the peer receives from. */
  openSender(sender: Sender, user: User): void
  /** A link that the peer sends on. */
  openReceiver(receiver: Receiver, user: User): void
  end(link: Sender | undefined): void
  endSession(session: Session | undefined): void
  endAll(): void
}

export interface AttachmentsOptions extends ProducerOptions {
  readonly tenants: Tenants
}

/**
 * Least privilege (PWB-SEC-5): a link is refused unless the user's grants name its address in its
 * direction. A refusal detaches that link; the others and the connection stay.
 */
export function createAttachments(options: AttachmentsOptions): Attachments {
  const { tenants } = options
  const management = createManagementNode(tenants)
  const ends = new Map<Sender, () => void>()

  const end = (link: Sender | undefined) => {
    if (link === undefined) return
    const run = ends.get(link)
    ends.delete(link)
    run?.()
  }

  function consume(sender: Sender, { sources, presence }: Grants, tenant: Tenant) {
    const address = addressOf(sender.source) ?? ''
    const queue = sources.get(address) ?? tenants.beyondGrants(tenant, address)
    if (queue !== undefined) {
      const endConsumer = openConsumer(sender, queue)
      ends.set(sender, () => {
        endConsumer()
        tellWatchers(tenant)
      })
    } else if (presence === address) {
      ends.set(sender, openPresence(sender, tenant))
    } else {
      sender.close(REFUSALS.notYours)
    }
  }

  function takeReplies(sender: Sender) {
    const dynamic = sender.source?.dynamic === true
    if (!dynamic && addressOf(sender.source) !== MANAGEMENT.address) {
      sender.close(REFUSALS.notYours)
      return
    }
    management.openReplies(sender)
    ends.set(sender, () => management.closeReplies(sender))
  }

  return {
    openSender(sender, { member }) {
      if (member === undefined) takeReplies(sender)
      else consume(sender, member.grants, member.tenant)
    },
    openReceiver(receiver, { member }) {
      const address = addressOf(receiver.target) ?? ''
      const queue =
        member?.grants.targets.get(address) ??
        (member && tenants.beyondGrants(member.tenant, address))
      if (queue !== undefined) openProducer(receiver, queue, options)
      else if (member === undefined && address === MANAGEMENT.address) {
        management.openRequests(receiver)
      } else receiver.close(REFUSALS.notYours)
    },
    end,
    endSession(session) {
      for (const link of ends.keys()) if (link.session === session) end(link)
    },
    endAll() {
      for (const link of ends.keys()) end(link)
    },
  }
}
