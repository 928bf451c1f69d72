import { createHash } from 'node:crypto'
import { z } from 'zod'
import { DOCS_PROGRAM, DOCS_PROGRAM_SOURCE } from './docs-script.ts'
import { describeInterface } from './openapi.ts'
import { ROUTES } from '../routes/index.ts'

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#c9ced6, #454d59); --panel: light-dark(#f5f6f8, #1d2127); --quiet: light-dark(#565e6b, #a6afbb); }
body { margin: 0 auto; max-width: 52rem; padding: 1.5rem 1rem 4rem; font: 1rem/1.5 system-ui, sans-serif; background: light-dark(#fff, #14171b); color: light-dark(#1a1d21, #e8eaed); overflow-wrap: anywhere; }
section { border-top: 1px solid var(--line); padding: 1rem 0; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.1rem; margin: 0; }
code { font-family: ui-monospace, monospace; font-size: .9em; }
p { margin: .35rem 0; } .quiet { color: var(--quiet); }
a { color: light-dark(#1f5fbf, #8bbaff); }
label { display: block; margin: .5rem 0 .1rem; }
input:not([type=checkbox]), textarea { font: inherit; display: block; width: 100%; max-width: 30rem; box-sizing: border-box; padding: .4rem .5rem; border: 1px solid var(--quiet); border-radius: 4px; background: inherit; color: inherit; }
/* No password of this form: a browser is not to offer to keep it. */
[data-scheme] { -webkit-text-security: disc; }
button { font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--quiet); margin: .75rem 0 0; padding: .4rem 1rem; border-radius: 4px; }
:focus-visible { outline: 3px solid light-dark(#1f5fbf, #8bbaff); outline-offset: 2px; }
output { display: block; white-space: pre-wrap; font-family: ui-monospace, monospace; font-size: .85rem; }
output:not(:empty) { background: var(--panel); border-radius: 6px; padding: .6rem .9rem; margin-top: .75rem; }
`
const STYLE_SOURCE = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`

/** The page runs its own program, asks this portal only, and lies in nobody's frame. */
const POLICY = `default-src 'none'; script-src ${DOCS_PROGRAM_SOURCE}; style-src ${STYLE_SOURCE}; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

export const DOCS_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const

/** The parts of the document that the page shows. */
const property = z.object({ type: z.string().optional(), const: z.string().optional() })
const operation = z.object({
  operationId: z.string(),
  summary: z.string(),
  security: z.array(z.record(z.string(), z.unknown())),
  parameters: z.array(z.object({ name: z.string(), in: z.enum(['path', 'query']) })),
  requestBody: z
    .object({
      content: z.object({
        'application/json': z.object({
          schema: z.object({
            properties: z.record(z.string(), property).default({}),
            required: z.array(z.string()).default([]),
          }),
        }),
      }),
    })
    .optional(),
  responses: z.record(z.string(), z.object({ 'x-outcomes': z.array(z.string()) })),
})
type Operation = z.infer<typeof operation>

const escape = (text: string) =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

interface Field {
  readonly label: string
  readonly name: string
  readonly at: 'path' | 'query' | 'body' | 'authorization'
  readonly kind?: 'text' | 'password' | 'checkbox' | 'json'
  readonly isRequired?: boolean
  /** Further attributes, already HTML. */
  readonly extra?: string
}

function fieldHtml(id: string, { label, name, at, kind = 'text', isRequired, extra = '' }: Field) {
  const attributes = `id="${id}" name="${escape(name)}" data-in="${at}"${isRequired === true ? ' required' : ''}${extra}`
  const control =
    kind === 'json'
      ? `<textarea rows="3" spellcheck="false" data-json ${attributes}></textarea>`
      : `<input type="${kind}" autocomplete="off" ${attributes}>`
  return `<label for="${id}">${escape(label)}</label>${control}`
}

/** Which member of earlier answers a path's id is. */
const idOf = (path: string) => (path.startsWith('/sessions/') ? 'sessionId' : 'operationId')

const parameterFields = (path: string, { parameters }: Operation): Field[] =>
  parameters.map((each) => ({
    label: `${each.name} (${each.in})`,
    name: each.name,
    at: each.in,
    isRequired: each.in === 'path',
    ...(each.name === 'id' && { extra: ` data-from="${idOf(path)}"` }),
  }))

const PROOFS = {
  bearer: { label: 'token (Bearer)', extra: ' data-scheme="bearer"' },
  basic: { label: 'tenant:secret (Basic)', extra: ' data-scheme="basic"' },
} as const

const proofFields = ({ security }: Operation): Field[] => {
  const [scheme] = security.flatMap((each) => Object.keys(each))
  if (scheme !== 'bearer' && scheme !== 'basic') return []
  return [{ name: 'authorization', at: 'authorization', ...PROOFS[scheme] }]
}

const SECRET = /password|confirmation|secret/i

function kindOf(name: string, { type }: z.infer<typeof property>): NonNullable<Field['kind']> {
  if (type === 'boolean') return 'checkbox'
  if (type !== 'string') return 'json'
  return SECRET.test(name) ? 'password' : 'text'
}

/** A member that can only be one thing is filled in. */
const onlyValue = ({ const: only }: z.infer<typeof property>): string =>
  only === undefined ? '' : ` value="${escape(only)}"`

function bodyFields({ requestBody }: Operation): Field[] {
  if (requestBody === undefined) return []
  const { properties, required } = requestBody.content['application/json'].schema
  return Object.entries(properties).map(([name, schema]) => ({
    label: name,
    name,
    at: 'body',
    kind: kindOf(name, schema),
    isRequired: required.includes(name) && schema.type === 'string',
    extra: onlyValue(schema),
  }))
}

function operationHtml(method: string, path: string, raw: unknown): string {
  const its = operation.parse(raw)
  const id = its.operationId
  const fields = [...proofFields(its), ...parameterFields(path, its), ...bodyFields(its)]
  const outcomes = [...new Set(Object.values(its.responses).flatMap((each) => each['x-outcomes']))]
  const body = its.requestBody === undefined ? '' : ' data-body'
  return `<section aria-labelledby="${id}">
<h2 id="${id}">${escape(its.summary)}</h2>
<p class="quiet"><code>${method.toUpperCase()} ${escape(path)}</code></p>
<form aria-labelledby="${id}" data-method="${method.toUpperCase()}" data-path="${escape(path)}"${body}>
${fields.map((field, index) => fieldHtml(`${id}-${index}`, field)).join('\n')}
<button>Ask ${id}</button>
<output aria-live="polite"></output>
</form>
<details><summary>outcomes</summary><p>${outcomes.map((code) => `<code>${code}</code>`).join(', ')}</p></details>
</section>`
}

/** The portal's description as a page on which everything that it describes can be asked. */
function docsPage(document: ReturnType<typeof describeInterface>): string {
  const sections = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, each]) => operationHtml(method, path, each)),
  )
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${escape(document.info.title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escape(document.info.title)}</h1>
<p>${escape(document.info.description)} The same as a document: <a href="/openapi.json">openapi.json</a>.</p>
<p>A forgotten password is set anew by the first three: who you are, the code of your authenticator, the new password. What you type goes to this portal only and is kept nowhere.</p>
${sections.join('\n')}
</main>
<script>${DOCS_PROGRAM}</script>
</body>
</html>
`
}

let page: string | undefined
/** Made when it is first asked for. */
export const readDocs = (): string => (page ??= docsPage(describeInterface(ROUTES)))
