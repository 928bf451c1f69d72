import { outcomesOf } from '../http/openapi.ts'
import { ROUTES } from '../routes/index.ts'

const described = ROUTES.map((route) => ({
  method: route.method,
  pattern: new RegExp(`^${route.path.replaceAll(/:\w+/g, '[^/]+')}(\\?.*)?$`),
  codes: new Set<string>(outcomesOf(route)),
  /** It answers whatever became of an operation. */
  tellsAny: route.operation === 'read-operation',
}))

/** Throws when an answer names an outcome that the interface's description does not give for its address. */
export function requireDescribed(method: string, url: string, status: number, code: unknown) {
  if (typeof code !== 'string') return
  const route = described.find((one) => one.method === method && one.pattern.test(url))
  if (route === undefined || (route.tellsAny && status === 200)) return
  if (!route.codes.has(code)) {
    throw new Error(`${method} ${url} answered ${code}, which its description does not name`)
  }
}
