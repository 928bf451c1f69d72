import rhea, { type EventContext, type Receiver, type Sender } from 'rhea'
import { z } from 'zod'
import {
  MANAGEMENT,
  MANAGEMENT_STATUS,
  credentialGenerationsSchema,
  tenantCredentialsSchema,
  tenantNameSchema,
} from '../protocol/relay-management-forms.ts'
import { addressOf, agreeOnAddresses } from './rhea-internals.ts'
import type { Tenants } from './tenants.ts'

interface Answer {
  readonly statusCode: number
  readonly statusDescription: string
  readonly body?: unknown
}

type Request = ReturnType<typeof rhea.message.decode>

const CREDIT_WINDOW = 100

const requestSchema = z.object({
  operation: z.enum(MANAGEMENT.operations),
  type: z.literal(MANAGEMENT.type),
  name: tenantNameSchema,
})

const problemsOf = (error: z.ZodError) =>
  error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')

const badRequest = (statusDescription: string): Answer => ({
  statusCode: MANAGEMENT_STATUS.badRequest,
  statusDescription,
})

const notFound = (name: string): Answer => ({
  statusCode: MANAGEMENT_STATUS.notFound,
  statusDescription: `no tenant ${name}`,
})

const done: Answer = { statusCode: MANAGEMENT_STATUS.ok, statusDescription: 'OK' }

/** What the relay's management answers to a request: pure but for the tenants that it changes. */
function answerManagement(tenants: Tenants, properties: unknown, body: unknown): Answer {
  const request = requestSchema.safeParse(properties)
  if (!request.success) return badRequest(problemsOf(request.error))
  const { operation, name } = request.data
  switch (operation) {
    case 'CREATE':
      return create(tenants, name, body)
    case 'UPDATE':
      return update(tenants, name, body)
    case 'DELETE':
      return drop(tenants, name)
    case 'READ': {
      const counters = tenants.read(name)
      return counters === undefined ? notFound(name) : { ...done, body: counters }
    }
  }
}

function create(tenants: Tenants, name: string, body: unknown): Answer {
  const credentials = tenantCredentialsSchema.safeParse(body)
  if (!credentials.success) return badRequest(problemsOf(credentials.error))
  const before = tenants.read(name)
  const problem = tenants.create(name, credentials.data)
  if (problem !== undefined) return badRequest(problem)
  return {
    statusCode: MANAGEMENT_STATUS.created,
    statusDescription: `tenant ${name} made`,
    body: before,
  }
}

function drop(tenants: Tenants, name: string): Answer {
  const before = tenants.read(name)
  return tenants.delete(name) ? { ...done, body: before } : notFound(name)
}

function update(tenants: Tenants, name: string, body: unknown): Answer {
  const generations = credentialGenerationsSchema.safeParse(body)
  if (!generations.success) return badRequest(problemsOf(generations.error))
  if (tenants.read(name) === undefined) return notFound(name)
  const problem = tenants.update(name, generations.data)
  return problem === undefined ? done : badRequest(problem)
}

/** The management user's links on one connection: requests in, replies out by `reply-to`. */
export interface ManagementNode {
  openRequests(receiver: Receiver): void
  openReplies(sender: Sender): void
  closeReplies(sender: Sender): void
}

export function createManagementNode(tenants: Tenants): ManagementNode {
  const replies = new Map<string, Sender>()

  function reply(request: Request) {
    const answer = answerManagement(tenants, request['application_properties'], bodyOf(request))
    const { body, ...application_properties } = answer
    const sender = replies.get(request['reply_to'] ?? '')
    sender?.send({
      ...(request['message_id'] !== undefined && { correlation_id: request['message_id'] }),
      application_properties,
      body: rhea.message.data_section(Buffer.from(body === undefined ? '' : JSON.stringify(body))),
    })
  }

  return {
    openRequests(receiver) {
      agreeOnAddresses(receiver)
      receiver.set_credit_window(CREDIT_WINDOW)
      receiver.add_credit(CREDIT_WINDOW)
      receiver.on('message', ({ message, delivery }: EventContext) => {
        delivery?.accept()
        if (Buffer.isBuffer(message)) reply(rhea.message.decode(message))
      })
    },
    openReplies(sender) {
      const dynamic = sender.source.dynamic === true
      const address = dynamic ? rhea.generate_uuid() : (addressOf(sender.target) ?? '')
      sender.set_source({ address, dynamic })
      sender.set_target({ address: addressOf(sender.target) ?? '' })
      replies.set(address, sender)
    },
    closeReplies(sender) {
      for (const [address, one] of replies) if (one === sender) replies.delete(address)
    },
  }
}

function bodyOf({ body }: Request): unknown {
  const content: unknown = body?.content
  if (!Buffer.isBuffer(content) || content.length === 0) return undefined
  try {
    return JSON.parse(content.toString('utf8'))
  } catch {
    return undefined
  }
}
