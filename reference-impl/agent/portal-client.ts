import { Agent, request } from 'undici'
import type { z } from 'zod'
import {
  disableAnswer,
  enableAnswer,
  type onboardingRequest,
  problem,
  synchronisationAnswer,
  type synchronisationRequest,
} from '../../harness/contract/portal.ts'
import { AdministrationProblem, textOf } from './problem.ts'

export interface PortalOptions {
  readonly host: string
  readonly port: number
  readonly servername: string
  /** PEM. */
  readonly ca: string | Buffer
  /** Only under a fault that must be found: errors do not say which name to let out. */
  readonly unnamed?: boolean
}

type Page = z.infer<typeof synchronisationRequest>
type Onboarding = z.infer<typeof onboardingRequest>

/** The portal refused, and says why with one of the contract's codes. */
export class PortalRefusal extends AdministrationProblem {
  readonly code: string

  constructor({ code, detail, remedy }: z.infer<typeof problem>) {
    super(`the portal refused: ${code}: ${detail}`, remedy)
    this.code = code
  }
}

/** The portal was not reached, or what answered is no portal: the message says where. */
export class PortalUnreachable extends AdministrationProblem {}

const TIMEOUT_MS = 60_000
const UNREACHABLE_REMEDY = 'check that the portal’s name is reachable on its HTTPS port'

const basic = (user: string, secret: string) =>
  `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`

/** The agent's calls to the portal, TLS verified: the user list, and onboarding. */
export function createPortalClient(options: PortalOptions) {
  const { host, port, servername, ca, unnamed = false } = options
  const dispatcher = new Agent({
    connect: { ca, servername, noDelay: true, minVersion: 'TLSv1.2' },
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
  })

  async function reach(path: string, authorization: string, body: object) {
    try {
      const reply = await request(`https://${host}:${port}${path}`, {
        dispatcher,
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: JSON.stringify(body),
      })
      const answer: unknown = await reply.body.json()
      return { status: reply.statusCode, answer }
    } catch (error) {
      const where = unnamed ? '' : ` ${servername} (${host}:${port})`
      throw new PortalUnreachable(
        `the portal${where} cannot be reached: ${textOf(error)}`,
        UNREACHABLE_REMEDY,
      )
    }
  }

  async function post<T>(
    path: string,
    authorization: string,
    body: object,
    form: z.ZodType<T>,
  ): Promise<T> {
    const { status, answer } = await reach(path, authorization, body)
    const parsed = form.safeParse(answer)
    if (status === 200 && parsed.success) return parsed.data
    const refusal = problem.safeParse(answer)
    if (refusal.success) throw new PortalRefusal(refusal.data)
    throw new AdministrationProblem(
      `${path} was answered with status ${status} and a body of another form`,
      'check that the portal speaks this version of the interface',
    )
  }

  const onboard = <T>(token: string, body: Onboarding, form: z.ZodType<T>) =>
    post('/onboarding', `Bearer ${token}`, body, form)

  return {
    enable: (token: string, body: Extract<Onboarding, { action: 'enable' }>) =>
      onboard(token, body, enableAnswer),
    disable: (token: string, tenant: string) =>
      onboard(token, { action: 'disable', tenant }, disableAnswer),
    /** By the agent's own proof: no administrator is there when keys grow old. */
    rollOver: (tenant: string, secret: string, publicKey: string) =>
      post(
        '/onboarding',
        basic(tenant, secret),
        { action: 'rollover', tenant, publicKey },
        enableAnswer,
      ),
    upload: (tenant: string, secret: string, page: Page) =>
      post('/synchronisation', basic(tenant, secret), page, synchronisationAnswer),
    close: () => dispatcher.close(),
  }
}
export type PortalClient = ReturnType<typeof createPortalClient>
