import type { Browser, BrowserContextOptions, LaunchOptions, Page } from 'playwright-core'

const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** How a headless Chromium with a new, empty profile is started: `CHROMIUM_PATH` or Debian's. */
export const launchOptions = (): LaunchOptions => ({
  executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
  args: ARGUMENTS,
})

interface Opened {
  readonly page: Page
  /** Console messages, errors, requests that failed: all that a sound page has none of. */
  readonly complaints: readonly string[]
  /** Every address that was asked for. */
  readonly requests: readonly string[]
}

/** Opens a file in a context of its own and waits until it is loaded. */
export async function openFile(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Opened> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const complaints: string[] = []
  const requests: string[] = []
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => requests.push(request.url()))
  page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`))
  await page.goto(url, { waitUntil: 'load' })
  return { page, complaints, requests }
}
