import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { generateSync } from 'otplib'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { launchOptions, openFile } from '../../../reports/browser/open-file.ts'
import { type Ran, runCommand } from './testing.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const READY_MS = 45_000
const POLL_MS = 50

interface Served {
  readonly docs: string
  readonly host: string
  readonly accounts: string
}

const accountsForm = z.array(z.object({ user: z.string(), totpSecret: z.string() })).min(2)
const axeForm = z.object({
  violations: z.array(z.object({ id: z.string(), help: z.string() })),
  passes: z.array(z.unknown()).min(5),
})

/** Where it is served, once all of it has been told. */
function servedBy(output: string): Served | undefined {
  const docs = /in a browser (https:\S+\/docs)/.exec(output)?.[1]
  const host = /^portal .*\(([\d.]+)\)/m.exec(output)?.[1]
  const accounts = /^accounts +(\S+)/m.exec(output)?.[1]
  if (docs === undefined || host === undefined || accounts === undefined) return undefined
  return output.includes('Ctrl-C stops everything.') ? { docs, host, accounts } : undefined
}

let browser: Browser
let served: Served
let serving: Promise<Ran>
let stop = () => {}

beforeAll(async () => {
  const ready = new Promise<Served>((resolve, reject) => {
    serving = runCommand(['serve', '--accounts', '2'], {
      async during(pid, output) {
        const deadline = Date.now() + READY_MS
        stop = () => process.kill(pid, 'SIGINT')
        let told = servedBy(output())
        while (told === undefined && Date.now() < deadline) {
          await new Promise((next) => setTimeout(next, POLL_MS))
          told = servedBy(output())
        }
        if (told === undefined) reject(new Error(`serve did not get ready: ${output()}`))
        else resolve(told)
      },
    })
  })
  served = await ready
  const { args = [], ...rest } = launchOptions()
  const { hostname } = new URL(served.docs)
  const rules = `--host-resolver-rules=MAP ${hostname} ${served.host}`
  browser = await chromium.launch({ ...rest, args: [...args, rules] })
})
afterAll(async () => {
  await browser.close()
  stop()
  const { code, stderr } = await serving
  if (code !== 0) throw new Error(`serve ended with ${code}: ${stderr}`)
})

const open = (options: { width: number; scheme: 'light' | 'dark' }) =>
  openFile(browser, served.docs, {
    ignoreHTTPSErrors: true,
    viewport: { width: options.width, height: 900 },
    colorScheme: options.scheme,
  })

/** Chromium's advice on how to lay out forms is no complaint. */
const isAdvice = (text: string) => text.startsWith('[DOM] ')

const formOf = (page: Page, name: string) => page.getByRole('region', { name })

it('a person who forgot their password sets a new one, by keyboard and mouse only', async () => {
  const [person] = accountsForm.parse(JSON.parse(await readFile(served.accounts, 'utf8')))
  if (person === undefined) throw new Error('serve made no account')
  const { page, complaints } = await open({ width: 1280, scheme: 'light' })
  const ask = async (name: string, values: Readonly<Record<string, string>>) => {
    const form = formOf(page, name)
    for (const [label, value] of Object.entries(values)) {
      await form.getByLabel(label, { exact: true }).fill(value)
    }
    await form.getByRole('button').click()
    const answer = form.getByRole('status')
    await expect.poll(() => answer.innerText(), { timeout: 20_000 }).toMatch(/^\d{3}/)
    return answer.innerText()
  }
  const first = await page.getByRole('heading', { level: 2 }).allInnerTexts()
  const [start = '', gate = '', password = ''] = first
  expect(await ask(start, { user: person.user })).toMatch(/^200[^]*"totp"/)
  const code = generateSync({ secret: person.totpSecret })
  expect(await ask(gate, { code })).toMatch(/^200[^]*"remaining": 0/)
  const wanted = 'Quite-another-1-password'
  expect(await ask(password, { newPassword: wanted, confirmation: 'another one' })).toMatch(/^4/)
  expect(await ask(password, { newPassword: wanted, confirmation: wanted })).toMatch(
    /^200[^]*"code": "changed"/,
  )
  // The refused confirmation is told by the browser, too.
  expect(complaints.filter((text) => !isAdvice(text) && !text.includes('status of 4'))).toEqual([])
})

it.each([
  [360, 'light'],
  [1280, 'dark'],
] as const)(
  'at %i pixels, %s: axe finds nothing, nothing is fetched, nothing sticks out',
  async (width, scheme) => {
    const { page, complaints, requests } = await open({ width, scheme })
    await page.evaluate(AXE)
    const { violations } = axeForm.parse(await page.evaluate('axe.run()'))
    expect(violations).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
    expect(requests.filter((address) => !address.startsWith('data:'))).toEqual([served.docs])
    expect(complaints.filter((text) => !isAdvice(text))).toEqual([])
  },
)
