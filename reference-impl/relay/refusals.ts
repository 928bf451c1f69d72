import type { AmqpError } from 'rhea'

/** Every error that the relay tells a peer, by where it is told. */
export const REFUSALS = {
  /** Link: the credential does not reach this address in this direction (PWB-SEC-5). */
  notYours: {
    condition: 'amqp:unauthorized-access',
    description: 'this credential may not attach here in this direction',
  },
  /** Presence link: nobody takes the tenant's requests (PWB-FLOW-9). */
  noConsumer: { condition: 'amqp:not-found', description: 'no consumer' },
  /** Message: larger than the attach announced (PWB-MSG-7). */
  tooLarge: {
    condition: 'amqp:link:message-size-exceeded',
    description: 'the message is larger than max-message-size',
  },
  /** Message: the tenant's bytes are used up. */
  overBudget: {
    condition: 'amqp:resource-limit-exceeded',
    description: 'too many bytes wait for this tenant: try again later',
  },
  /** Message: its header cannot be read. */
  malformed: { condition: 'amqp:decode-error', description: 'the header section is malformed' },
  /** Connection: the tenant was deleted, or got new credentials. */
  retired: {
    condition: 'amqp:unauthorized-access',
    description: 'this credential is no longer valid',
  },
  /** Connection: the relay goes; a client may come back. */
  stopping: { condition: 'amqp:connection:forced', description: 'the relay stops' },
  /** Connection: what arrived is not AMQP as agreed. */
  frameTooLarge: {
    condition: 'amqp:connection:framing-error',
    description: 'a frame larger than max-frame-size',
  },
} as const satisfies Record<string, AmqpError>
