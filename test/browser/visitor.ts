import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'

const outputFolder = join(import.meta.dirname, '../../test-output/screenshots')

/** Somebody in front of the page, with a browser profile of their own. */
export interface Visitor {
  page: Page
  /** What went wrong in the page: errors, refused loads, requests to anywhere else. */
  complaints: string[]
  send(text: string): Promise<void>
  replies: Locator
  screenshot(name: string): Promise<void>
  leave(): Promise<void>
}

export interface VisitOptions {
  /** Somebody who has signed in before; without it the page signs in by itself. */
  token?: string
  path?: string
  width?: number
  height?: number
  colorScheme?: 'light' | 'dark'
}

/** Opens a page of a Parley server in a new profile. */
export async function visit(browser: Browser, url: string, options: VisitOptions = {}): Promise<Visitor> {
  const { path = '/', width = 1280, height = 800, colorScheme = 'light' } = options
  const context = await browser.newContext({ viewport: { width, height }, colorScheme })
  context.setDefaultTimeout(10_000)
  if (options.token !== undefined) {
    await context.addInitScript((token) => localStorage.setItem('parley.token', token), options.token)
  }
  const page = await context.newPage()
  const complaints = watch(context, page, url)
  await page.goto(url + path)
  return {
    page,
    complaints,
    replies: page.getByRole('article', { name: 'Reply' }),
    send: async (text) => {
      await page.getByRole('textbox', { name: 'Message' }).fill(text)
      await page.getByRole('button', { name: 'Send', exact: true }).click()
    },
    screenshot: async (name) => {
      mkdirSync(outputFolder, { recursive: true })
      await page.screenshot({ path: join(outputFolder, `${name}.png`) })
    },
    leave: () => context.close(),
  }
}

function watch(context: BrowserContext, page: Page, url: string): string[] {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`))
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(`console: ${message.text()}`)
  })
  context.on('request', (request) => {
    const target = request.url()
    if (!target.startsWith(url) && !/^(data|blob):/.test(target)) complaints.push(`request: ${target}`)
  })
  return complaints
}
