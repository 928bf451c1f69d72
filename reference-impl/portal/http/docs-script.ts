import { createHash } from 'node:crypto'

/**
 * What the page at `/docs` does in a browser: sends a form as the request that it stands for, shows the answer,
 * and carries the ids that answers hold over to the forms that need them. Nothing is kept.
 */
const PROGRAM = `
const shown = (form) => form.querySelector('output')
const valueOf = (field) => {
  if (field.type === 'checkbox') return field.checked
  return field.dataset.json === undefined ? field.value : JSON.parse(field.value)
}
const isGiven = (field) => field.type === 'checkbox' || field.value !== ''
function requestOf(form) {
  const fields = [...form.querySelectorAll('[data-in]')].filter(isGiven)
  const of = (place) => fields.filter((field) => field.dataset.in === place)
  let path = form.dataset.path
  for (const field of of('path')) path = path.replace('{' + field.name + '}', encodeURIComponent(field.value))
  const query = new URLSearchParams(of('query').map((field) => [field.name, field.value]))
  const headers = {}
  const [proof] = of('authorization')
  if (proof) headers.authorization = proof.dataset.scheme === 'basic' ? 'Basic ' + btoa(proof.value) : 'Bearer ' + proof.value
  const request = { method: form.dataset.method, headers, cache: 'no-store', credentials: 'omit' }
  if (form.dataset.body !== undefined) {
    headers['content-type'] = 'application/json'
    request.body = JSON.stringify(Object.fromEntries(of('body').map((field) => [field.name, valueOf(field)])))
  }
  return [path + (query.size > 0 ? '?' + query : ''), request]
}
function carry(answer) {
  for (const name of ['sessionId', 'operationId']) {
    if (typeof answer[name] !== 'string') continue
    for (const field of document.querySelectorAll('[data-from=' + name + ']')) field.value = answer[name]
  }
}
async function ask(form) {
  const answered = await fetch(...requestOf(form))
  const answer = await answered.json()
  carry(answer)
  const words = [answer.message ?? answer.detail, answer.remedy].filter(Boolean).join(' ')
  return answered.status + (words ? ': ' + words : '') + '\\n' + JSON.stringify(answer, null, 2)
}
document.addEventListener('submit', async (event) => {
  event.preventDefault()
  const form = event.target
  shown(form).textContent = 'asked…'
  shown(form).textContent = await ask(form).catch((error) => 'not asked: ' + error.message)
})
`

export const DOCS_PROGRAM = PROGRAM
/** For the page's policy: this program and no other. */
export const DOCS_PROGRAM_SOURCE = `'sha256-${createHash('sha256').update(PROGRAM).digest('base64')}'`
