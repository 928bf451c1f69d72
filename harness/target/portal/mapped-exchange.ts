import type { Dispatcher } from 'undici'
import { fill, type Step, type Take, type When } from './portal-mapping.ts'

/** One person's dealings with a portal: cookies, and what was taken from its answers. */
export interface Visit {
  readonly cookies: Map<string, string>
  readonly values: Map<string, string>
}

export const newVisit = (values: Iterable<readonly [string, string]> = []): Visit => ({
  cookies: new Map(),
  values: new Map(values),
})

interface Received {
  readonly status: number
  readonly text: string
  readonly json: unknown
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const at = (value: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (inner, name) =>
        typeof inner === 'object' && inner !== null ? Reflect.get(inner, name) : undefined,
      value,
    )

const holds = ({ status, json, text }: When, received: Received) =>
  (status === undefined || status === received.status) &&
  (json === undefined || at(received.json, json.path) === json.equals) &&
  (text === undefined || new RegExp(text).test(received.text))

const taken = (take: Take, { json, text }: Received): string | undefined => {
  if ('text' in take) return new RegExp(take.text).exec(text)?.[1]
  const value = at(json, take.json)
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}

function bodyOf({ json, form }: Step, values: Visit['values']) {
  const filled = (template: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(template).map(([name, text]) => [name, fill(text, values)]))
  if (json !== undefined) {
    return { type: 'application/json', body: JSON.stringify(filled(json)) }
  }
  if (form !== undefined) {
    const body = new URLSearchParams(filled(form)).toString()
    return { type: 'application/x-www-form-urlencoded', body }
  }
  return undefined
}

function keepCookies({ cookies }: Visit, header: string | string[] | undefined) {
  for (const line of [header ?? []].flat()) {
    const [, name, value] = /^([^=;]+)=([^;]*)/.exec(line) ?? []
    if (name !== undefined && value !== undefined) cookies.set(name.trim(), value)
  }
}

/** What came of one step: the outcome that the mapping sees in it, '' when none of its matchers holds. */
export interface StepResult {
  readonly status: number
  readonly outcome: string
  /** What a person would read. */
  readonly text: string
  readonly date: string | undefined
}

/** Makes one request of a mapping and reads its answer. Rejects only when no answer came. */
export async function takeStep(
  dispatcher: Dispatcher,
  origin: string,
  step: Step,
  visit: Visit,
): Promise<StepResult> {
  const { cookies, values } = visit
  const content = bodyOf(step, values)
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const headers: Record<string, string> = Object.fromEntries(
    Object.entries(step.headers).map(([name, text]) => [name, fill(text, values)]),
  )
  if (content !== undefined) headers['content-type'] = content.type
  if (cookie !== '') headers['cookie'] = cookie
  const reply = await dispatcher.request({
    origin,
    method: step.method,
    path: fill(step.path, values, encodeURIComponent),
    headers,
    body: content?.body ?? null,
  })
  const text = await reply.body.text()
  const received = { status: reply.statusCode, text, json: parseJson(text) }
  keepCookies(visit, reply.headers['set-cookie'])
  for (const [name, take] of Object.entries(step.take)) {
    const value = taken(take, received)
    if (value !== undefined) values.set(name, value)
  }
  const { date } = reply.headers
  return {
    status: reply.statusCode,
    outcome: step.outcomes.find((each) => holds(each.when, received))?.outcome ?? '',
    text,
    date: typeof date === 'string' ? date : undefined,
  }
}
