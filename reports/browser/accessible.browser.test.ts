import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { unsoundMatrix } from '../fixtures/kill-matrix.ts'
import { loadResult, redResult } from '../fixtures/results.ts'
import { plannedRuns } from '../fixtures/runs.ts'
import { renderPage } from '../formats/html/page.ts'
import { renderKillMatrix } from '../kill-matrix/page.ts'
import { makePlan } from '../plan/plan.ts'
import { PLAN_FORMATS } from '../plan/render.ts'
import { workforceSchema } from '../plan/workforce.ts'
import { launchOptions, openFile } from './open-file.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** The same storm at three rates, so that the load-latency curve is drawn. */
const stepped = () => {
  const whole = loadResult()
  const load = whole.load.flatMap((each) =>
    [20, 50, 100].map((ratePerSecond) => ({ ...each, ratePerSecond })),
  )
  return { ...whole, load }
}

const workforce = workforceSchema.parse({ users: 250_000, agents: 2, link: { kbitPerSecond: 64 } })
const PAGES = {
  red: () => renderPage(redResult()),
  stepped: () => renderPage(stepped()),
  matrix: () => renderKillMatrix(unsoundMatrix()),
  plan: () => PLAN_FORMATS.html(makePlan(workforce, plannedRuns())),
} as const
const NAMES = ['red', 'stepped', 'matrix', 'plan'] as const

let browser: Browser
let folder = ''
const url = (name: string) => pathToFileURL(join(folder, `${name}.html`)).href

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'accessible-pages-'))
  for (const name of NAMES) await writeFile(join(folder, `${name}.html`), PAGES[name]())
  browser = await chromium.launch(launchOptions())
})
afterAll(async () => {
  await browser.close()
  await rm(folder, { recursive: true })
})

const violation = z.object({
  id: z.string(),
  help: z.string(),
  nodes: z.array(z.object({ html: z.string() })),
})
const axeResult = z.object({ violations: z.array(violation), passes: z.array(z.unknown()).min(10) })

/** axe’s findings on a page, in words; the page’s policy lets no script in, so it goes past it. */
async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  const { violations } = axeResult.parse(await page.evaluate('axe.run()'))
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html ?? ''}`)
}

describe('page for those who do not see or point', () => {
  it.each(
    NAMES.flatMap((name) => [
      [name, 360, 'light'] as const,
      [name, 1280, 'dark'] as const,
      [name, 3840, 'light'] as const,
    ]),
  )('%s at %i pixels, %s: axe finds nothing', async (name, width, colorScheme) => {
    const { page, complaints } = await openFile(browser, url(name), {
      viewport: { width, height: 900 },
      colorScheme,
    })
    expect(await violationsOf(page)).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
    expect(complaints).toEqual([])
  })
})

describe('requirement table', () => {
  it('shows what needs attention only, also without JavaScript', async () => {
    const { page } = await openFile(browser, url('red'), { javaScriptEnabled: false })
    const rows = page.locator('.requirements tbody tr:visible')
    expect(await rows.count()).toBe(8)
    await page.getByLabel('needs attention: 3').check()
    expect(await rows.count()).toBe(3)
    await page.getByLabel('proven: 5', { exact: true }).check()
    expect(await rows.count()).toBe(5)
    expect(await page.getByLabel('Search').isVisible()).toBe(false)
  })

  it('is searched by words, and says how many rows have them', async () => {
    const { page } = await openFile(browser, url('red'))
    await page.getByLabel('Search').fill('expired delivered')
    expect(await page.locator('.requirements tbody tr:visible').count()).toBe(0)
    await page.getByLabel('Search').fill('bind accepted')
    expect(await page.getByRole('status').innerText()).toMatch(/^\d of 8$/)
    await page.getByLabel('Search').fill('')
    expect(await page.locator('.requirements tbody tr:visible').count()).toBe(8)
  })
})
