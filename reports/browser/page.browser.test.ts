import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { greenResult, loadResult, redResult } from '../fixtures/results.ts'
import { renderPage } from '../formats/html/page.ts'
import { CONTRASTS } from './contrast.ts'
import { launchOptions, openFile } from './open-file.ts'

const PAGES = {
  green: renderPage(greenResult()),
  red: renderPage(redResult()),
  load: renderPage(loadResult()),
} as const
const NAMES = ['green', 'red', 'load'] as const
const CHARTS = 8
const WIDTHS = [360, 768, 1280, 3840]

let browser: Browser
let folder = ''
const url = (name: keyof typeof PAGES) => pathToFileURL(join(folder, `${name}.html`)).href

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-pages-'))
  for (const name of NAMES) await writeFile(join(folder, `${name}.html`), PAGES[name])
  browser = await chromium.launch(launchOptions())
})
afterAll(async () => {
  await browser.close()
  await rm(folder, { recursive: true })
})

const contrasts = z.array(z.object({ text: z.string(), ratio: z.number() })).min(1)

describe('page in a browser', () => {
  it.each(NAMES)('%s: loads without a complaint and asks for nothing else', async (name) => {
    const { complaints, requests } = await openFile(browser, url(name))
    expect(complaints).toEqual([])
    expect(requests.filter((address) => !address.startsWith('data:'))).toEqual([url(name)])
  })

  it('shows the answer and its reason without scrolling, also on a telephone', async () => {
    const viewport = { width: 360, height: 640 }
    const { page } = await openFile(browser, url('red'), { viewport })
    for (const text of [
      'Safe to ship? No',
      'PWB-TTL-2 fails (applied-after-expiry, old-refused)',
    ]) {
      const box = await page.getByText(text).first().boundingBox()
      expect((box?.y ?? Infinity) + (box?.height ?? 0), text).toBeLessThan(viewport.height)
    }
  })

  it.each(WIDTHS)('fits %i pixels, every chart with a size', async (width) => {
    const { page } = await openFile(browser, url('load'), { viewport: { width, height: 900 } })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
    const drawn = await page.locator('svg[role=img]:visible').all()
    expect(drawn).toHaveLength(CHARTS)
    for (const chart of drawn) {
      const box = await chart.boundingBox()
      expect(box?.width).toBeGreaterThan(280)
      expect(box?.height).toBeGreaterThan(60)
    }
  })

  it.each([
    [1280, 16],
    [2560, 22],
    [3840, 32],
  ])('at %i pixels text is %i pixels high', async (width, sizePx) => {
    const { page } = await openFile(browser, url('red'), { viewport: { width, height: 900 } })
    const size = 'getComputedStyle(document.querySelector(".reason")).fontSize'
    expect(await page.evaluate(size)).toBe(`${sizePx}px`)
  })

  it('answers where it breaks beside whether it is safe, also on a telephone', async () => {
    const viewport = { width: 360, height: 780 }
    const { page } = await openFile(browser, url('load'), { viewport })
    const box = await page.getByText('Where does it break?').boundingBox()
    expect((box?.y ?? Infinity) + (box?.height ?? 0)).toBeLessThan(viewport.height)
  })

  it('works without JavaScript', async () => {
    const { page } = await openFile(browser, url('red'), { javaScriptEnabled: false })
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Safe to ship? No')
    const row = page.getByRole('row', { name: /PWB-OPS-3/ })
    expect(await row.getByText('new password: bind accepted').isVisible()).toBe(false)
    await row.getByText('evidence', { exact: true }).click()
    expect(await row.getByText('new password: bind accepted').isVisible()).toBe(true)
  })

  it.each(['light', 'dark'] as const)(
    '%s: every text stands out (4.5 : 1)',
    async (colorScheme) => {
      const { page } = await openFile(browser, url('red'), { colorScheme })
      const faint = contrasts
        .parse(await page.evaluate(CONTRASTS))
        .filter(({ ratio }) => ratio < 4.5)
      expect(faint).toEqual([])
    },
  )

  it('is dark where dark is asked for, and light on paper', async () => {
    const { page } = await openFile(browser, url('load'), { colorScheme: 'dark' })
    const background = 'getComputedStyle(document.body).backgroundColor'
    expect(await page.evaluate(background)).toBe('rgb(20, 23, 27)')
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    expect(await page.evaluate(background)).toBe('rgb(255, 255, 255)')
  })

  it('fits paper', async () => {
    const { page } = await openFile(browser, url('load'), {
      viewport: { width: 720, height: 1000 },
    })
    await page.emulateMedia({ media: 'print' })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(720)
  })

  it('can be walked through by keyboard, the focus seen', async () => {
    const { page } = await openFile(browser, url('red'))
    await page.keyboard.press('Tab')
    const focused = page.locator(':focus')
    expect(await focused.innerText()).toBe('Skip to the details')
    const outline = 'getComputedStyle(document.activeElement).outlineStyle'
    expect(await page.evaluate(outline)).toBe('solid')
    expect((await focused.boundingBox())?.x).toBeGreaterThanOrEqual(0)
  })

  it('has landmarks, one first heading, and a caption for each table', async () => {
    const { page } = await openFile(browser, url('load'))
    expect(await page.getByRole('main').count()).toBe(1)
    expect(await page.getByRole('navigation', { name: 'Sections' }).count()).toBe(1)
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1)
    const tables = await page.locator('table').count()
    expect(tables).toBeGreaterThan(5)
    expect(await page.locator('table > caption').count()).toBe(tables)
  })
})
